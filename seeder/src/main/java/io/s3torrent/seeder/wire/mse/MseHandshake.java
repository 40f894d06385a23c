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
 * Holds what both sides of an encrypted handshake share: the search for a mark behind a pad of unknown length, work on the pool, and the
 * end. Every error ends in a {@link CorruptedFrameException}, without an answer to the other side.
 */
abstract class MseHandshake extends ByteToMessageDecoder {
    /** VC: eight zeros. Encrypted, they show that both sides have the same key. */
    static final int VERIFICATION = 8;

    private final KeyExchangePool keyExchanges;
    private boolean computing;
    private boolean failed;
    private int skipped;

    MseHandshake(KeyExchangePool keyExchanges) {
        this.keyExchanges = keyExchanges;
    }

    /** Takes one step. Returns false if more bytes are needed or the handshake is done. */
    abstract boolean step(ChannelHandlerContext ctx, ByteBuf in, List<Object> out);

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (!failed && !computing && step(ctx, in, out)) {}
            if (computing
                    && in.readableBytes()
                            > KeyExchange.MAX_PAD) { // the peer must wait for our answer before it sends more than a pad
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

    /** Runs work on the pool. The steps continue after {@code then} has taken the result. */
    final <T> void compute(ChannelHandlerContext ctx, Supplier<T> work, Consumer<T> then) {
        computing = true;
        keyExchanges.run(work, ctx.executor(), (result, failure) -> {
            computing = false;
            if (result == null) {
                failed = true;
                ctx.fireExceptionCaught(failure);
            } else if (!ctx.channel().isActive()) {
                failed = true; // the channel has closed, so the result is not used
            } else if (!failed) {
                take(ctx, result, then);
            }
        });
    }

    private static <T> void take(ChannelHandlerContext ctx, T result, Consumer<T> then) {
        try {
            then.accept(result);
        } catch (RuntimeException e) { // a bug, which no other handler would report
            ctx.fireExceptionCaught(e);
        }
    }

    final KeyExchangePool keyExchanges() {
        return keyExchanges;
    }

    /** Skips a pad and the mark behind it. Returns false if more bytes are needed. */
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

    /** Leaves the pipeline, and adds RC4 if it was chosen. Bytes that have arrived already are passed on as plaintext. */
    final void finish(ChannelHandlerContext ctx, ByteBuf in, boolean encrypted, SessionKeys keys) {
        if (encrypted) {
            // Added before this handler, so RC4 does not see the bytes that this handler still holds; they are decrypted here.
            ctx.pipeline().addBefore(ctx.name(), null, new Rc4Handler(keys.incoming(), keys.outgoing()));
            keys.incoming().apply(in);
        }
        ctx.pipeline().remove(this);
    }

    /** Encrypts outgoing and decrypts incoming bytes. Outgoing blocks are slices of cached pieces, so they are copied. */
    @SuppressWarnings("FutureReturnValueIgnored") // the promise that is passed on reports failures
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
