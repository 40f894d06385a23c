package io.s3torrent.tracker.udp;

import io.s3torrent.bittorrent.InfoHash;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Sends raw datagrams to a tracker and receives its responses. */
public final class RawUdpClient implements Closeable {
    static final long PROTOCOL_ID = 0x41727101980L;

    private final DatagramSocket socket;

    /** Creates a client at the given address of this machine. */
    public RawUdpClient(String from, InetSocketAddress tracker) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(10_000);
        // A socket bound to all addresses answers a request to 127.0.0.0/8 from 127.0.0.1.
        String host = from.startsWith("127.") ? "127.0.0.1" : from;
        socket.connect(new InetSocketAddress(host, tracker.getPort()));
    }

    static ByteBuffer head(long id, int action, int transaction, int more) {
        return ByteBuffer.allocate(16 + more).putLong(id).putInt(action).putInt(transaction);
    }

    /** A leecher's announce, which a test may change. */
    public static ByteBuffer announce(long id, InfoHash infoHash, int port) {
        return head(id, 1, 0x1234, 82)
                .put(infoHash.bytes())
                .put("-XX0000-abcdefghijkl".getBytes(StandardCharsets.US_ASCII))
                .putLong(0)
                .putLong(5)
                .putLong(0)
                .putInt(2)
                .putInt(0x0a000001)
                .putInt(7)
                .putInt(-1)
                .putShort((short) port);
    }

    public static ByteBuffer scrape(long id, InfoHash... infoHashes) {
        ByteBuffer request = head(id, 2, 0x1234, infoHashes.length * InfoHash.LENGTH);
        for (InfoHash infoHash : infoHashes) {
            request.put(infoHash.bytes());
        }
        return request;
    }

    RawUdpClient send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length));
        return this;
    }

    /** Receives the next response to any request. */
    ByteBuffer answer() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    /** Sends a datagram and receives the next response. */
    @SuppressWarnings("ByteBufferBackingArray") // the buffers of this class have arrays
    public ByteBuffer ask(ByteBuffer datagram) throws IOException {
        return send(datagram.array()).answer();
    }

    /** Requests a connection id. */
    public long connect() throws IOException {
        return ask(head(PROTOCOL_ID, 0, 99, 0)).getLong(8);
    }

    @Override
    public void close() {
        socket.close();
    }
}
