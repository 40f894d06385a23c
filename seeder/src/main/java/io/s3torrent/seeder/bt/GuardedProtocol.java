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
import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Rejects harmful messages before the library sees them, so that a bad message costs only the peer that sent it.
 *
 * <p>The library would wait for 2 GiB if a length prefix says so. A string with a huge length or deeply nested lists would crash its
 * bencode parser, and with it the thread that reads from all peers. It therefore never sees a peer's bencode: it gets our own encoding of
 * the decoded value, which also hides the variants that peers write. It would connect to every address that a peer names: here a peer on
 * the internet cannot name addresses of our own network.
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
        byte[] canonical = canonical(body.get(), context.getPeer().getInetAddress());
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
        // The library treats a message that starts with 19 as a handshake. As a length prefix, 19 would be too long.
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

    /** Encodes the same dictionary in canonical form, without peers that are not credible, and keeps the bytes that follow it. */
    private static byte[] canonical(byte[] body, InetAddress sender) {
        try {
            BDict dict = BencodeDecoder.decodeDictPrefix(body, Limits.MESSAGE);
            byte[] encoded = BencodeEncoder.encode(NamedPeers.credible(dict, sender));
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

    /** The peers in a message of peer exchange (BEP 11). Only these messages have the keys below. */
    private static final class NamedPeers {
        private NamedPeers() {}

        /** The message without the peers that its sender cannot have reached: addresses of our own network, named from the internet. */
        static BDict credible(BDict message, InetAddress sender) {
            BDict checked = credible(message, "added", PeerEndpoint.COMPACT_V4, AddressScope.of(sender));
            return credible(checked, "added6", PeerEndpoint.COMPACT_V6, AddressScope.of(sender));
        }

        private static BDict credible(BDict message, String key, int size, AddressScope sender) {
            Optional<byte[]> all = message.string(key).map(BString::bytes);
            if (all.isEmpty()) {
                return message;
            }
            byte[] flags = message.string(key + ".f").map(BString::bytes).orElse(new byte[0]);
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            ByteArrayOutputStream keptFlags = new ByteArrayOutputStream();
            for (int i = 0; (i + 1) * size <= all.get().length; i++) {
                if (isCredible(all.get(), i * size, size, sender)) {
                    kept.write(all.get(), i * size, size);
                    keptFlags.write(i < flags.length ? flags[i] : 0);
                }
            }
            Map<String, Bencode> changed = new HashMap<>(message.entries());
            changed.put(key, new BString(kept.toByteArray()));
            changed.put(key + ".f", new BString(keptFlags.toByteArray()));
            return new BDict(changed);
        }

        private static boolean isCredible(byte[] peers, int at, int size, AddressScope sender) {
            boolean hasPort = (peers[at + size - 2] | peers[at + size - 1]) != 0;
            return hasPort
                    && AddressScope.of(PeerEndpoint.ofCompact(Arrays.copyOfRange(peers, at, at + size))
                                    .address())
                            .mayBeNamedBy(sender);
        }
    }
}
