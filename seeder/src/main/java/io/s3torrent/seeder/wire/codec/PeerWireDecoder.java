package io.s3torrent.seeder.wire.codec;

import static io.s3torrent.seeder.wire.codec.WireFormat.ALLOWED_FAST;
import static io.s3torrent.seeder.wire.codec.WireFormat.BITFIELD;
import static io.s3torrent.seeder.wire.codec.WireFormat.CANCEL;
import static io.s3torrent.seeder.wire.codec.WireFormat.CHOKE;
import static io.s3torrent.seeder.wire.codec.WireFormat.EXTENDED;
import static io.s3torrent.seeder.wire.codec.WireFormat.HASH_REQUEST;
import static io.s3torrent.seeder.wire.codec.WireFormat.HASH_REQUEST_LENGTH;
import static io.s3torrent.seeder.wire.codec.WireFormat.HAVE;
import static io.s3torrent.seeder.wire.codec.WireFormat.HAVE_ALL;
import static io.s3torrent.seeder.wire.codec.WireFormat.HAVE_NONE;
import static io.s3torrent.seeder.wire.codec.WireFormat.INTERESTED;
import static io.s3torrent.seeder.wire.codec.WireFormat.MAX_MESSAGE;
import static io.s3torrent.seeder.wire.codec.WireFormat.NOT_INTERESTED;
import static io.s3torrent.seeder.wire.codec.WireFormat.PORT;
import static io.s3torrent.seeder.wire.codec.WireFormat.REJECT;
import static io.s3torrent.seeder.wire.codec.WireFormat.REQUEST;
import static io.s3torrent.seeder.wire.codec.WireFormat.SUGGEST;
import static io.s3torrent.seeder.wire.codec.WireFormat.UNCHOKE;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.PeerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the peer protocol (BEP 3, 6, 10, 52) and passes the messages to a {@link MessageListener}, without an object per message.
 *
 * <p>A message that is too long, has a wrong length for its id, or has an unknown id causes a {@link CorruptedFrameException} before
 * any byte of its body is stored.
 */
public final class PeerWireDecoder extends ByteToMessageDecoder {
    private enum State {
        HANDSHAKE,
        PEER_ID,
        LENGTH,
        MESSAGE,
        FAILED
    }

    private static final int MAX_EXTENDED = 64 << 10;
    private static final int LENGTH_PREFIX = 4;
    private static final int BLOCK_ADDRESS = 12;

    /** Receives the handshake, and returns the listener of the messages that follow. */
    @FunctionalInterface
    public interface HandshakeListener {
        /**
         * Called when a peer has sent its handshake up to the peer id. It may wait for our handshake.
         *
         * @throws CorruptedFrameException to close the connection without an answer
         */
        default void onOpening(Handshake.Opening opening) {}

        /**
         * Admits a peer and returns the listener for its messages.
         *
         * @throws CorruptedFrameException to close the connection without an answer
         */
        MessageListener onHandshake(Handshake handshake);
    }

    /** Receives the messages of one peer after its handshake, in order, on its event loop. The decoder has checked only their form. */
    public interface MessageListener {

        void onInterested(boolean interested);

        /** {@code piece} may be any number. */
        void onHave(int piece);

        /** {@code bits} has the length of the message. */
        void onBitfield(byte[] bits);

        /** HAVE_ALL or HAVE_NONE (BEP 6). */
        void onHaveAllOrNone(boolean all);

        /** The arguments may be any numbers. */
        void onRequest(int piece, int begin, int length);

        /** The arguments may be any numbers. */
        void onCancel(int piece, int begin, int length);

        /** {@code payload} may be any bytes, at most 64 KiB (BEP 10). */
        void onExtended(int id, byte[] payload);

        /** A hash request of {@value WireFormat#HASH_REQUEST_LENGTH} bytes (BEP 52). */
        void onHashRequest(byte[] request);
    }

    private final HandshakeListener handshakeListener;
    private Handshake.@Nullable Opening opening;
    private @Nullable MessageListener listener;
    private State state = State.HANDSHAKE;
    private int length;

    public PeerWireDecoder(HandshakeListener handshakeListener) {
        this.handshakeListener = handshakeListener;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (step(in)) {}
        } catch (CorruptedFrameException e) {
            state = State.FAILED;
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    /** Unlike the base class, does not read on when reading is switched off; that would defeat back-pressure. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    /** Takes one step. Returns false if more bytes are needed. */
    private boolean step(ByteBuf in) {
        return switch (state) {
            case HANDSHAKE -> readOpening(in);
            case PEER_ID -> readPeerId(in);
            case LENGTH -> readLength(in);
            case MESSAGE -> readMessage(in);
            case FAILED -> {
                in.skipBytes(in.readableBytes());
                yield false;
            }
        };
    }

    private boolean readOpening(ByteBuf in) {
        if (!Handshake.mayStartWith(in)) {
            throw new CorruptedFrameException("not a BitTorrent handshake");
        }
        if (in.readableBytes() < Handshake.OPENING_LENGTH) {
            return false;
        }
        Handshake.Opening read = Handshake.Opening.read(in);
        opening = read;
        state = State.PEER_ID;
        if (in.readableBytes() < PeerId.LENGTH) {
            handshakeListener.onOpening(read);
        }
        return true;
    }

    private boolean readPeerId(ByteBuf in) {
        if (in.readableBytes() < PeerId.LENGTH || opening == null) {
            return false;
        }
        byte[] peerId = new byte[PeerId.LENGTH];
        in.readBytes(peerId);
        state = State.LENGTH;
        listener = handshakeListener.onHandshake(opening.by(PeerId.of(peerId)));
        return true;
    }

    private boolean readLength(ByteBuf in) {
        if (in.readableBytes() < LENGTH_PREFIX) {
            return false;
        }
        length = in.readInt();
        if (length < 0 || length > MAX_MESSAGE) {
            throw new CorruptedFrameException("length: " + length + " (expected: 0 to " + MAX_MESSAGE + ")");
        }
        if (length > 0) { // else it is a keep-alive
            state = State.MESSAGE;
        }
        return true;
    }

    private boolean readMessage(ByteBuf in) {
        if (in.readableBytes() < 1 || listener == null) {
            return false;
        }
        int id = in.getUnsignedByte(in.readerIndex());
        checkLength(id, length - 1);
        if (in.readableBytes() < length) {
            return false;
        }
        in.skipBytes(1);
        state = State.LENGTH;
        tell(listener, id, in);
        return true;
    }

    /** Checks the length when the id is known, before the body arrives, so that a wrong length never fills a buffer. */
    private void checkLength(int id, int body) {
        boolean right = switch (id) {
            case CHOKE, UNCHOKE, INTERESTED, NOT_INTERESTED, HAVE_ALL, HAVE_NONE -> body == 0;
            case HAVE, SUGGEST, ALLOWED_FAST -> body == Integer.BYTES;
            case REQUEST, CANCEL, REJECT -> body == BLOCK_ADDRESS;
            case PORT -> body == Short.BYTES;
            case BITFIELD -> true;
            case EXTENDED -> body >= 1 && body <= MAX_EXTENDED;
            case HASH_REQUEST -> body == HASH_REQUEST_LENGTH;
            // Includes PIECE, HASHES and HASH_REJECT: a seeder never requests anything.
            default -> throw new CorruptedFrameException("message id: " + id);
        };
        if (!right) {
            throw new CorruptedFrameException("message " + id + ": " + body + " bytes");
        }
    }

    private void tell(MessageListener listener, int id, ByteBuf in) {
        switch (id) {
            case INTERESTED, NOT_INTERESTED -> listener.onInterested(id == INTERESTED);
            case HAVE -> listener.onHave(in.readInt());
            case BITFIELD -> listener.onBitfield(readBytes(in, length - 1));
            case HAVE_ALL, HAVE_NONE -> listener.onHaveAllOrNone(id == HAVE_ALL);
            case REQUEST -> listener.onRequest(in.readInt(), in.readInt(), in.readInt());
            case CANCEL -> listener.onCancel(in.readInt(), in.readInt(), in.readInt());
            case EXTENDED -> listener.onExtended(in.readUnsignedByte(), readBytes(in, length - 2));
            case HASH_REQUEST -> listener.onHashRequest(readBytes(in, HASH_REQUEST_LENGTH));
            // A seeder does not use these: CHOKE, UNCHOKE, PORT, SUGGEST, REJECT, ALLOWED_FAST.
            default -> in.skipBytes(length - 1);
        }
    }

    private static byte[] readBytes(ByteBuf in, int count) {
        byte[] bytes = new byte[count];
        in.readBytes(bytes);
        return bytes;
    }
}
