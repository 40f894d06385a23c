package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.InfoHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the encrypted handshake of a peer that connects, or lets a plain one pass: side B of the specification.
 *
 * <pre>
 * A->B: public key, PadA
 * B->A: public key, PadB
 * A->B: HASH("req1", S), HASH("req2", SKEY) xor HASH("req3", S), ENCRYPT(VC, crypto_provide, len(PadC), PadC, len(IA)), ENCRYPT(IA)
 * B->A: ENCRYPT(VC, crypto_select, len(PadD), PadD)
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class MseReceiver extends MseHandshake {
    private enum State {
        FIRST_BYTES,
        THEIR_KEY,
        MARK,
        TERMS,
        PAD,
        PAYLOAD
    }

    private static final int TERMS_LENGTH = VERIFICATION + Integer.BYTES + Short.BYTES;

    private final Encryption encryption;
    private final SharedKeys sharedKeys;
    private State state = State.FIRST_BYTES;
    private byte[] secret = {};
    private byte[] mark = {};
    private @Nullable SessionKeys keys;
    private int selected;
    private int expected;

    /** Creates the handshake of one connection; {@code encryption} is not {@link Encryption#OFF}. */
    public MseReceiver(Encryption encryption, SharedKeys sharedKeys, KeyExchangePool keyExchanges) {
        super(keyExchanges);
        this.encryption = encryption;
        this.sharedKeys = sharedKeys;
    }

    @Override
    boolean step(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        return switch (state) {
            case FIRST_BYTES -> readFirstBytes(ctx, in);
            case THEIR_KEY -> readKey(ctx, in);
            case MARK -> readMark(in);
            case TERMS -> readTerms(in);
            case PAD -> readPad(in);
            case PAYLOAD -> readPayload(ctx, in, out);
        };
    }

    private boolean readFirstBytes(ChannelHandlerContext ctx, ByteBuf in) {
        return switch (FirstBytes.of(in)) {
            case TOO_FEW -> false;
            case OTHER_PROTOCOL -> throw new CorruptedFrameException("another protocol");
            case BITTORRENT -> {
                if (!encryption.allowsPlainHandshake()) {
                    throw new CorruptedFrameException("plain handshake (expected: an encrypted one)");
                }
                ctx.pipeline().remove(this);
                yield false;
            }
            case RANDOM -> {
                state = State.THEIR_KEY;
                yield true;
            }
        };
    }

    private boolean readKey(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readableBytes() < KeyExchange.LENGTH) {
            return false;
        }
        byte[] theirs = read(in, KeyExchange.LENGTH);
        state = State.MARK;
        compute(ctx, () -> keyExchanges().newExchange().agree(theirs), agreed -> {
            secret = agreed.secret();
            mark = MseHash.of("req1", secret);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(agreed.keyAndPad()));
        });
        return true;
    }

    private boolean readMark(ByteBuf in) {
        if (!skipTo(mark, in)) {
            return false;
        }
        state = State.TERMS;
        return true;
    }

    private boolean readTerms(ByteBuf in) {
        if (in.readableBytes() < MseHash.LENGTH + TERMS_LENGTH) {
            return false;
        }
        byte[] name = MseHash.xor(read(in, MseHash.LENGTH), MseHash.of("req3", secret));
        InfoHash infoHash = sharedKeys.find(name).orElseThrow(() -> new CorruptedFrameException("unknown shared key"));
        keys = SessionKeys.ofReceiver(secret, infoHash);
        ByteBuf terms = Unpooled.wrappedBuffer(keys.incoming().apply(read(in, TERMS_LENGTH)));
        if (terms.readLong() != 0) {
            throw new CorruptedFrameException("the terms are not encrypted with the agreed secret");
        }
        selected = encryption.select(terms.readInt());
        if (selected == 0) {
            throw new CorruptedFrameException("no method of encryption in common");
        }
        expected = padLength(terms);
        state = State.PAD;
        return true;
    }

    private boolean readPad(ByteBuf in) {
        if (in.readableBytes() < expected + Short.BYTES) {
            return false;
        }
        byte[] pad = keys().incoming().apply(read(in, expected + Short.BYTES));
        // IA, at most 64 KiB: a handshake and further messages, such as the bitfield of a large torrent.
        expected = (pad[pad.length - 2] & 0xff) << 8 | (pad[pad.length - 1] & 0xff);
        state = State.PAYLOAD;
        return true;
    }

    private boolean readPayload(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < expected) {
            return false;
        }
        ByteBuf payload = in.readRetainedSlice(expected);
        keys().incoming().apply(payload);
        if (payload.isReadable()) {
            out.add(payload);
        } else {
            payload.release();
        }
        ctx.writeAndFlush(Unpooled.wrappedBuffer(keys().outgoing().apply(answer())));
        finish(ctx, in, selected == Encryption.RC4, keys());
        return false;
    }

    /** VC, crypto_select and an empty PadD. PadB already varies the length of the bytes that A receives. */
    private byte[] answer() {
        byte[] answer = new byte[TERMS_LENGTH];
        answer[VERIFICATION + Integer.BYTES - 1] = (byte) selected;
        return answer;
    }

    private SessionKeys keys() {
        if (keys == null) {
            throw new IllegalStateException("state " + state + " before the terms");
        }
        return keys;
    }
}
