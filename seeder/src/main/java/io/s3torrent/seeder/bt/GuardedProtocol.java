package io.s3torrent.seeder.bt;

import bt.net.buffer.ByteBufferView;
import bt.protocol.DecodingContext;
import bt.protocol.EncodingContext;
import bt.protocol.InvalidMessageException;
import bt.protocol.Message;
import bt.protocol.StandardBittorrentProtocol;
import bt.protocol.handler.MessageHandler;
import com.google.inject.Inject;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Refuses what would harm the library before it looks at it, so that a bad message costs only the peer that sent it.
 *
 * <p>The library would wait for 2 GiB when a length prefix says so, and its bencode parser dies of a string that claims to be
 * long or of lists nested deep, and with it the thread that reads from all peers.
 */
final class GuardedProtocol implements MessageHandler<Message> {
    /** The longest message that is taken: a block of 128 KiB with its head; a bitfield of a million pieces is shorter. */
    static final int MAX_MESSAGE = (128 << 10) + 13;

    private static final int HANDSHAKE = 19;
    private static final int LENGTH_PREFIX = 4;
    private static final int EXTENDED = 20;

    private final StandardBittorrentProtocol protocol;

    @Inject
    GuardedProtocol(StandardBittorrentProtocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public int decode(DecodingContext context, ByteBufferView buffer) {
        check(buffer.duplicate());
        return protocol.decode(context, buffer);
    }

    private static void check(ByteBufferView in) {
        // The library takes whatever starts with 19 for a handshake; as a length prefix that would be too long anyway.
        if (in.remaining() < LENGTH_PREFIX) {
            return;
        }
        byte first = in.get();
        if (first == HANDSHAKE) {
            return;
        }
        int length = ByteBuffer.wrap(new byte[] {first, in.get(), in.get(), in.get()})
                .getInt();
        if (length < 0 || length > MAX_MESSAGE) {
            throw new InvalidMessageException("message of " + length + " bytes (expected: <= " + MAX_MESSAGE + ")");
        }
        if (length >= 2 && in.remaining() >= length && in.get() == EXTENDED) {
            in.get();
            byte[] body = new byte[length - 2];
            in.get(body);
            checkBencode(body);
        }
    }

    private static void checkBencode(byte[] body) {
        try {
            BencodeDecoder.decodeDictPrefix(body, Limits.MESSAGE);
        } catch (BencodeException e) {
            throw new InvalidMessageException("extended message: " + e.getMessage());
        }
    }

    @Override
    public boolean encode(EncodingContext context, Message message, ByteBuffer buffer) {
        return protocol.encode(context, message, buffer);
    }

    @Override
    public Collection<Class<? extends Message>> getSupportedTypes() {
        return protocol.getSupportedTypes();
    }

    @Override
    public Class<? extends Message> readMessageType(ByteBufferView buffer) {
        return protocol.readMessageType(buffer);
    }
}
