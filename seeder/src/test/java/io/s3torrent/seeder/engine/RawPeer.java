package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.testing.TestSeed;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A peer that sends exactly the bytes that a test tells it to send. Reads wait at most ten seconds. Not thread-safe.
 *
 * <p>The usual course: {@code connect}, {@code handshake}, {@code unchoke}, {@code download}.
 */
public final class RawPeer implements AutoCloseable {
    /** Message ids of BEP 3, 6 and 10. */
    public static final int CHOKE = 0;

    public static final int UNCHOKE = 1;
    public static final int INTERESTED = 2;
    public static final int NOT_INTERESTED = 3;
    public static final int HAVE = 4;
    public static final int BITFIELD = 5;
    public static final int REQUEST = 6;
    public static final int PIECE = 7;
    public static final int CANCEL = 8;
    public static final int HAVE_ALL = 14;
    public static final int HAVE_NONE = 15;
    public static final int REJECT = 16;
    public static final int EXTENDED = 20;

    /** Reserved bits of the handshake: BEP 6 is bit 2, BEP 10 bit 20 from the right. */
    public static final long FAST_BIT = 1L << 2;

    public static final long EXTENDED_BIT = 1L << 20;

    public static final int BLOCK = 16 << 10;
    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The id that metadata messages to this peer must have. */
    private static final int UT_METADATA = 3;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final PeerId peerId = PeerId.random("-RAW000-", TestSeed.shared());
    private final List<Message> received = new ArrayList<>();

    /** A received handshake. */
    public record Handshake(long reserved, InfoHash infoHash, PeerId peerId) {}

    /** A received message without its length prefix; a keep-alive has id -1. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Message(int id, byte[] payload) {
        /** The payload, big-endian. */
        public ByteBuffer buffer() {
            return ByteBuffer.wrap(payload);
        }
    }

    private RawPeer(Socket socket, InputStream in, OutputStream out) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(out);
    }

    /** Uses an existing connection, through streams that may encrypt. */
    public static RawPeer over(Socket socket, InputStream in, OutputStream out) throws IOException {
        return new RawPeer(socket, in, out);
    }

    /** Opens a connection and sends nothing yet. */
    @SuppressWarnings("AddressSelection")
    public static RawPeer connect(InetSocketAddress address) throws IOException {
        return over(new Socket(address.getAddress(), address.getPort()));
    }

    /** Opens a connection from an address of this machine and sends nothing yet. */
    @SuppressWarnings("AddressSelection")
    public static RawPeer connect(InetSocketAddress address, InetAddress from) throws IOException {
        return over(new Socket(address.getAddress(), address.getPort(), from, 0));
    }

    private static RawPeer over(Socket socket) throws IOException {
        return new RawPeer(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** The peer id in its handshakes. */
    public PeerId peerId() {
        return peerId;
    }

    /** Exchanges handshakes without any extension. */
    public Handshake handshake(InfoHash infoHash) throws IOException {
        return handshake(infoHash, 0);
    }

    /** Sends a handshake with the given reserved bits and waits for the answer. */
    public Handshake handshake(InfoHash infoHash, long reserved) throws IOException {
        sendHandshake(infoHash, reserved);
        return readHandshake();
    }

    /** Sends a handshake and does not wait. */
    public void sendHandshake(InfoHash infoHash, long reserved) throws IOException {
        sendRaw(handshakeBytes(infoHash, reserved, peerId));
    }

    /** The 68 bytes of a handshake. */
    public static byte[] handshakeBytes(InfoHash infoHash, long reserved, PeerId peerId) {
        ByteBuffer handshake = ByteBuffer.allocate(68);
        handshake.put(PROTOCOL).putLong(reserved).put(infoHash.bytes()).put(peerId.bytes());
        return handshake.array();
    }

    /** Reads the other's handshake. */
    public Handshake readHandshake() throws IOException {
        byte[] protocol = in.readNBytes(PROTOCOL.length);
        if (!Arrays.equals(protocol, PROTOCOL)) {
            throw new EOFException("no handshake but " + protocol.length + " other bytes");
        }
        return new Handshake(
                in.readLong(), InfoHash.of(in.readNBytes(InfoHash.LENGTH)), PeerId.of(in.readNBytes(PeerId.LENGTH)));
    }

    /** Sends raw bytes. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends one message. */
    public void send(int id, byte[] payload) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(5 + payload.length);
        message.putInt(1 + payload.length).put((byte) id).put(payload);
        sendRaw(message.array());
    }

    /** Sends one message whose payload consists of integers, such as HAVE, REQUEST and CANCEL. */
    public void send(int id, int... payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * payload.length);
        bytes.asIntBuffer().put(payload);
        send(id, bytes.array());
    }

    /** Reads the next message, of any kind. */
    public Message read() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 1 << 20) {
            throw new IOException("message of " + length + " bytes");
        }
        Message message = length == 0
                ? new Message(-1, new byte[0])
                : new Message(in.readUnsignedByte(), in.readNBytes(length - 1));
        received.add(message);
        return message;
    }

    /** Reads until a message with one of these ids comes, and returns it. */
    public Message await(int... ids) throws IOException {
        while (true) {
            Message message = read();
            if (Arrays.stream(ids).anyMatch(id -> id == message.id())) {
                return message;
            }
        }
    }

    /** Every message so far, in order. */
    public List<Message> received() {
        return List.copyOf(received);
    }

    /** Becomes interested and waits to be unchoked. */
    public void unchoke() throws IOException {
        send(INTERESTED);
        await(UNCHOKE);
    }

    /** Requests one block. */
    public void request(int piece, int begin, int length) throws IOException {
        send(REQUEST, piece, begin, length);
    }

    /** Requests all blocks of a piece at once and waits for them, in any order. The caller compares the bytes. */
    public byte[] download(PieceLayout layout, int piece) throws IOException {
        int length = layout.length(piece);
        for (int begin = 0; begin < length; begin += BLOCK) {
            request(piece, begin, Math.min(BLOCK, length - begin));
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int missing = length; missing > 0; ) {
            ByteBuffer block = await(PIECE).buffer();
            if (block.getInt() == piece) {
                int begin = block.getInt();
                missing -= block.remaining();
                bytes.position(begin).put(block);
            }
        }
        return bytes.array();
    }

    /** Announces that this peer takes metadata (BEP 10, 9), and returns the other side's extended handshake. */
    public BDict extendedHandshake() throws IOException {
        BDict ours = new BDict(Map.of("m", new BDict(Map.of("ut_metadata", new BInteger(UT_METADATA)))));
        return extendedHandshake(BencodeEncoder.encode(ours));
    }

    /** Sends this and returns the other side's extended handshake; for {@link #metadata} it must name {@code ut_metadata} as 3. */
    public BDict extendedHandshake(byte[] ours) throws IOException {
        sendExtended(0, ours);
        while (true) {
            byte[] payload = await(EXTENDED).payload();
            if (payload[0] == 0) {
                return decodePrefix(payload);
            }
        }
    }

    /** Fetches the {@code info} dictionary (BEP 9), after {@link #extendedHandshake()} has returned {@code theirs}. */
    public byte[] metadata(BDict theirs) throws IOException {
        int id = Math.toIntExact(
                theirs.dict("m").flatMap(m -> m.integer("ut_metadata")).orElseThrow());
        int size = Math.toIntExact(theirs.integer("metadata_size").orElseThrow());
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        for (int piece = 0; info.size() < size; piece++) {
            BDict request = new BDict(Map.of("msg_type", new BInteger(0), "piece", new BInteger(piece)));
            info.writeBytes(metadataPiece(id, BencodeEncoder.encode(request)));
        }
        return info.toByteArray();
    }

    /** Sends a metadata message with the other side's id, and waits for the piece in the answer. */
    public byte[] metadataPiece(int id, byte[] request) throws IOException {
        sendExtended(id, request);
        while (true) {
            byte[] payload = await(EXTENDED).payload();
            if (payload[0] == UT_METADATA) {
                BDict head = decodePrefix(payload);
                if (head.integer("msg_type").orElse(-1L) != 1) {
                    throw new IOException("metadata refused: " + head);
                }
                return Arrays.copyOfRange(payload, 1 + head.end(), payload.length);
            }
        }
    }

    private void sendExtended(int id, byte[] body) throws IOException {
        send(
                EXTENDED,
                ByteBuffer.allocate(1 + body.length).put((byte) id).put(body).array());
    }

    private static BDict decodePrefix(byte[] payload) throws IOException {
        try {
            return BencodeDecoder.decodeDictPrefix(Arrays.copyOfRange(payload, 1, payload.length), Limits.MESSAGE);
        } catch (BencodeException e) {
            throw new IOException(e);
        }
    }

    /** True if the other side closes the connection within the read timeout. Messages that arrive until then are read and kept. */
    public boolean isClosedByOther() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | SocketException e) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
