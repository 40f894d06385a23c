package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.InfoHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Begins an encrypted handshake with a peer that we dial: side A of the specification, see {@link MseReceiver}. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class MseInitiator extends MseHandshake {
    private enum State {
        THEIR_KEY,
        MARK,
        TERMS,
        PAD
    }

    private static final int TERMS_LENGTH = Integer.BYTES + Short.BYTES;

    private final Encryption encryption;
    private final InfoHash infoHash;
    private final byte[] payload;
    private State state = State.THEIR_KEY;
    private @Nullable KeyExchange exchange;
    private @Nullable SessionKeys keys;
    private byte[] mark = {};
    private int selected;
    private int expected;

    /**
     * Creates the handshake of one connection.
     *
     * @param encryption not {@link Encryption#OFF}
     * @param infoHash of a torrent that the other side also has
     * @param payload the first bytes to send: a BitTorrent handshake (IA of the specification)
     */
    public MseInitiator(Encryption encryption, InfoHash infoHash, byte[] payload, KeyExchangePool keyExchanges) {
        super(keyExchanges);
        this.encryption = encryption;
        this.infoHash = infoHash;
        this.payload = payload.clone();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        compute(ctx, keyExchanges()::newExchange, ours -> {
            exchange = ours;
            ctx.writeAndFlush(Unpooled.wrappedBuffer(ours.keyAndPad()));
        });
    }

    @Override
    boolean step(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        return switch (state) {
            case THEIR_KEY -> readKey(ctx, in);
            case MARK -> readMark(in);
            case TERMS -> readTerms(in);
            case PAD -> readPad(ctx, in);
        };
    }

    private boolean readKey(ChannelHandlerContext ctx, ByteBuf in) {
        KeyExchange ours = exchange;
        if (in.readableBytes() < KeyExchange.LENGTH || ours == null) {
            return false;
        }
        byte[] theirs = read(in, KeyExchange.LENGTH);
        state = State.MARK;
        compute(ctx, () -> ours.agree(theirs), agreed -> propose(ctx, agreed.secret()));
        return true;
    }

    /** Proves that we know the secret and the torrent, and offers our encryption methods. */
    private void propose(ChannelHandlerContext ctx, byte[] secret) {
        SessionKeys agreed = SessionKeys.ofInitiator(secret, infoHash);
        keys = agreed;
        mark = agreed.incoming().apply(new byte[VERIFICATION]);
        byte[] name = MseHash.xor(MseHash.of("req2", infoHash.bytes()), MseHash.of("req3", secret));
        ctx.writeAndFlush(Unpooled.wrappedBuffer(
                MseHash.of("req1", secret), name, agreed.outgoing().apply(terms())));
    }

    private byte[] terms() {
        int pad = ThreadLocalRandom.current().nextInt(KeyExchange.MAX_PAD + 1);
        ByteBuffer terms =
                ByteBuffer.allocate(VERIFICATION + Integer.BYTES + Short.BYTES + pad + Short.BYTES + payload.length);
        terms.position(VERIFICATION);
        terms.putInt(encryption.provide()).putShort((short) pad).position(terms.position() + pad);
        return terms.putShort((short) payload.length).put(payload).array();
    }

    private boolean readMark(ByteBuf in) {
        if (!skipTo(mark, in)) {
            return false;
        }
        state = State.TERMS;
        return true;
    }

    private boolean readTerms(ByteBuf in) {
        if (in.readableBytes() < TERMS_LENGTH) {
            return false;
        }
        ByteBuf terms = Unpooled.wrappedBuffer(keys().incoming().apply(read(in, TERMS_LENGTH)));
        selected = terms.readInt();
        if (Integer.bitCount(selected) != 1 || encryption.select(selected) != selected) {
            throw new CorruptedFrameException("method of encryption: " + selected + " was not offered");
        }
        expected = padLength(terms);
        state = State.PAD;
        return true;
    }

    private boolean readPad(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readableBytes() < expected) {
            return false;
        }
        keys().incoming().apply(read(in, expected));
        finish(ctx, in, selected == Encryption.RC4, keys());
        return false;
    }

    private SessionKeys keys() {
        if (keys == null) {
            throw new IllegalStateException("state " + state + " before the keys");
        }
        return keys;
    }
}
