package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What both sides of an encrypted handshake have in common: the search for a mark behind a pad of unknown length, what is computed
 * elsewhere, and the end. Whatever is wrong ends in a {@link CorruptedFrameException}, without a word to the other side.
 */
abstract class MseHandshake extends ByteToMessageDecoder {
    /** VC: eight zeros, which show when they are encrypted that both sides have the same key. */
    static final int VERIFICATION = 8;

    private final KeyExchangePool keyExchanges;
    private boolean computing;
    private boolean failed;
    private int skipped;

    MseHandshake(KeyExchangePool keyExchanges) {
        this.keyExchanges = keyExchanges;
    }

    /** True when it got a step on, false when more bytes are needed or it is done. */
    abstract boolean step(ChannelHandlerContext ctx, ByteBuf in, List<Object> out);

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (!failed && !computing && step(ctx, in, out)) {}
            if (computing
                    && in.readableBytes()
                            > KeyExchange.MAX_PAD) { // nobody can have more to say before we have answered
                throw padTooLong();
            }
        } catch (CorruptedFrameException e) {
            failed = true;
            throw e;
        } finally {
            if (failed) {
                in.skipBytes(in.readableBytes());
            }
        }
    }

    /** Has something computed beside the event loop; the steps go on after {@code then} has taken it. */
    final <T> void compute(ChannelHandlerContext ctx, Supplier<T> work, Consumer<T> then) {
        computing = true;
        keyExchanges.run(work, ctx.executor(), (result, failure) -> {
            computing = false;
            if (result == null) {
                failed = true;
                ctx.fireExceptionCaught(failure);
            } else if (!ctx.channel().isActive()) {
                failed = true; // nothing goes on without what was not taken
            } else if (!failed) {
                take(ctx, result, then);
            }
        });
    }

    private static <T> void take(ChannelHandlerContext ctx, T result, Consumer<T> then) {
        try {
            then.accept(result);
        } catch (RuntimeException e) { // a bug, which nobody else would tell of
            ctx.fireExceptionCaught(e);
        }
    }

    final KeyExchangePool keyExchanges() {
        return keyExchanges;
    }

    /** Skips a pad and the mark behind it; false when more bytes are needed. */
    final boolean skipTo(byte[] mark, ByteBuf in) {
        for (; in.readableBytes() >= mark.length; in.skipBytes(1)) {
            if (startsWith(in, mark)) {
                in.skipBytes(mark.length);
                return true;
            }
            if (skipped++ == KeyExchange.MAX_PAD) {
                throw padTooLong();
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuf in, byte[] mark) {
        for (int i = 0; i < mark.length; i++) {
            if (in.getByte(in.readerIndex() + i) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads the length of a pad. */
    static int padLength(ByteBuf in) {
        int length = in.readUnsignedShort();
        if (length > KeyExchange.MAX_PAD) {
            throw padTooLong();
        }
        return length;
    }

    private static CorruptedFrameException padTooLong() {
        return new CorruptedFrameException("pad: longer than " + KeyExchange.MAX_PAD + " bytes");
    }

    static byte[] read(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    /** Leaves the pipeline, to RC4 if that was chosen; what has arrived already goes on in plaintext. */
    final void finish(ChannelHandlerContext ctx, ByteBuf in, boolean encrypted, SessionKeys keys) {
        if (encrypted) {
            // Before this handler: what it still holds and passes on is decrypted here.
            ctx.pipeline().addBefore(ctx.name(), null, new Rc4Handler(keys.incoming(), keys.outgoing()));
            keys.incoming().apply(in);
        }
        ctx.pipeline().remove(this);
    }

    /** Encrypts what leaves and decrypts what arrives. Blocks are slices of cached pieces: they go out as copies. */
    @SuppressWarnings("FutureReturnValueIgnored") // the promise that is passed on has it
    static final class Rc4Handler extends ChannelDuplexHandler {
        private final Rc4 incoming;
        private final Rc4 outgoing;

        Rc4Handler(Rc4 incoming, Rc4 outgoing) {
            this.incoming = incoming;
            this.outgoing = outgoing;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            incoming.apply((ByteBuf) message);
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf plain = (ByteBuf) message;
            ByteBuf encrypted = ctx.alloc().directBuffer(Math.max(1, plain.readableBytes()));
            outgoing.apply(plain, encrypted);
            plain.release();
            ctx.write(encrypted, promise);
        }
    }
}
