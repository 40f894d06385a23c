package io.s3torrent.seeder;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A DHT node that answers everything: it names two hundred invented peers with all kinds of addresses. It answers as late as over a
 * network, because the library loses an answer that arrives before it has noted its question.
 */
final class LyingNode implements AutoCloseable {
    private static final int ID_LENGTH = 20;
    private static final int LATE_MILLIS = 20;

    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private final DatagramSocket socket;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    LyingNode(InetSocketAddress address) throws IOException {
        socket = new DatagramSocket(address);
        Thread thread = new Thread(this::serve, "lying-node");
        thread.setDaemon(true);
        thread.start();
    }

    /** The names of the received queries. */
    Queue<String> asked() {
        return asked;
    }

    private void serve() {
        byte[] buffer = new byte[2000];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                DatagramPacket reply = new DatagramPacket(answer, answer.length, packet.getSocketAddress());
                var unused = late.schedule(() -> send(reply), LATE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (IOException | BencodeException | RejectedExecutionException e) {
                // closed, or not a query
            }
        }
    }

    private void send(DatagramPacket reply) {
        try {
            socket.send(reply);
        } catch (IOException e) {
            // closed
        }
    }

    private byte[] answer(byte[] question) throws IOException, BencodeException {
        BDict asks = BencodeDecoder.decodeDictPrefix(question, Limits.MESSAGE);
        asked.add(asks.string("q").map(BString::text).orElseThrow(() -> new IOException("not a question")));
        Map<String, Bencode> said = new TreeMap<>(Map.of(
                "id", new BString(new byte[ID_LENGTH]), "token", new BString("please"), "values", new BList(peers())));
        return BencodeEncoder.encode(new BDict(new TreeMap<>(
                Map.of("r", new BDict(said), "t", asks.string("t").orElseThrow(), "y", new BString("r")))));
    }

    /** 10.0.0.0/8, and 100.64.0.0/10, which the library also treats as public. */
    private static List<Bencode> peers() {
        List<Bencode> peers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int first = i % 4 == 0 ? 10 : i % 4 == 1 ? 100 : 60;
            peers.add(new BString(new byte[] {(byte) first, 65, 2, (byte) i, 0x1a, (byte) 0xe1}));
        }
        return peers;
    }

    @Override
    public void close() {
        late.shutdownNow();
        socket.close(); // ends the thread
    }
}
