package io.s3torrent.seeder.bt;

import bt.net.buffer.ByteBufferView;
import bt.net.buffer.DelegatingByteBufferView;
import bt.protocol.DecodingContext;
import bt.protocol.EncodingContext;
import bt.protocol.InvalidMessageException;
import bt.protocol.Message;
import bt.protocol.StandardBittorrentProtocol;
import bt.protocol.handler.MessageHandler;
import com.google.inject.Inject;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * Rejects harmful messages before the library sees them, so that a bad message costs only the peer that sent it.
 *
 * <p>The library would wait for 2 GiB if a length prefix says so. A string with a huge length or deeply nested lists would crash its
 * bencode parser, and with it the thread that reads from all peers. It therefore never sees a peer's bencode: it gets our own encoding of
 * the decoded value, which also hides the variants that peers write.
 */
final class GuardedProtocol implements MessageHandler<Message> {
    /** The longest accepted message: a block of 128 KiB with its header. The bitfield of a million pieces is shorter. */
    static final int MAX_MESSAGE = (128 << 10) + 13;

    private static final int HANDSHAKE = 19;
    private static final int LENGTH_PREFIX = 4;
    private static final byte EXTENDED = 20;

    /** Bytes before the bencode of an extended message: its length, {@link #EXTENDED}, and the extension's id. */
    private static final int HEAD = LENGTH_PREFIX + 2;

    private final StandardBittorrentProtocol protocol;

    @Inject
    GuardedProtocol(StandardBittorrentProtocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public int decode(DecodingContext context, ByteBufferView buffer) {
        Optional<byte[]> body = extendedBody(buffer.duplicate());
        if (body.isEmpty()) {
            return protocol.decode(context, buffer);
        }
        byte[] canonical = canonical(body.get());
        ByteBuffer message = ByteBuffer.allocate(HEAD + canonical.length)
                .putInt(HEAD - LENGTH_PREFIX + canonical.length)
                .put(EXTENDED)
                .put(extendedId(buffer.duplicate()))
                .put(canonical)
                .flip();
        boolean whole = protocol.decode(context, new DelegatingByteBufferView(message)) > 0;
        return whole ? HEAD + body.get().length : 0;
    }

    /** The bencode of an extended message and the bytes that follow it, if the message is complete. */
    private static Optional<byte[]> extendedBody(ByteBufferView in) {
        // The library treats every message that starts with 19 as a handshake. As a length prefix, it would be too long.
        if (in.remaining() < LENGTH_PREFIX) {
            return Optional.empty();
        }
        byte first = in.get();
        if (first == HANDSHAKE) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(new byte[] {first, in.get(), in.get(), in.get()})
                .getInt();
        if (length < 0 || length > MAX_MESSAGE) {
            throw new InvalidMessageException("message of " + length + " bytes (expected: <= " + MAX_MESSAGE + ")");
        }
        if (length < 2 || in.remaining() < length || in.get() != EXTENDED) {
            return Optional.empty();
        }
        in.get();
        byte[] body = new byte[length - 2];
        in.get(body);
        return Optional.of(body);
    }

    private static byte extendedId(ByteBufferView in) {
        return in.position(in.position() + HEAD - 1).get();
    }

    /** Encodes the same dictionary in canonical form, and keeps the bytes that follow it. */
    private static byte[] canonical(byte[] body) {
        try {
            BDict dict = BencodeDecoder.decodeDictPrefix(body, Limits.MESSAGE);
            byte[] encoded = BencodeEncoder.encode(dict);
            int tail = body.length - dict.end();
            byte[] canonical = Arrays.copyOf(encoded, encoded.length + tail);
            System.arraycopy(body, dict.end(), canonical, encoded.length, tail);
            return canonical;
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
