package io.s3torrent.tracker.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks our own sockets first, so that no stranger has to wait for classes to load: clients ask again when an answer takes long. */
final class UdpWarmup {
    private static final Logger log = LoggerFactory.getLogger(UdpWarmup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int HEAD = 16;
    private static final int STOPPED = 3;

    private UdpWarmup() {}

    /** Connects, and leaves a swarm that it never was in: both change nothing. */
    static void ask(InetSocketAddress tracker) {
        InetAddress bound = tracker.getAddress();
        InetAddress host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(host, tracker.getPort()));
            long id = answer(socket, connect()).getLong(Long.BYTES);
            answer(socket, leave(id, socket.getLocalPort()));
        } catch (IOException e) {
            log.atDebug().log("could not ask ourselves: {}", e.getMessage());
        }
    }

    private static byte[] connect() {
        return ByteBuffer.allocate(HEAD)
                .putLong(UdpHandler.PROTOCOL_ID)
                .putInt(UdpResponses.CONNECT)
                .array();
    }

    private static byte[] leave(long id, int port) {
        return ByteBuffer.allocate(AnnouncePacket.LENGTH)
                .putLong(id)
                .putInt(UdpResponses.ANNOUNCE)
                .putInt(AnnouncePacket.EVENT, STOPPED)
                .putShort(AnnouncePacket.PORT, (short) port)
                .array();
    }

    private static ByteBuffer answer(DatagramSocket socket, byte[] question) throws IOException {
        socket.send(new DatagramPacket(question, question.length));
        DatagramPacket packet = new DatagramPacket(new byte[HEAD * Long.BYTES], HEAD * Long.BYTES);
        socket.receive(packet);
        return ByteBuffer.wrap(packet.getData());
    }
}
