package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP tracker that names the same peers in every answer, and records its requests. */
public final class TinyTracker implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final byte[] answer;

    public TinyTracker(List<InetSocketAddress> peers) throws IOException {
        this.answer = BencodeEncoder.encode(new BDict(answer(peers)));
        new Thread(this::serve, "tiny-tracker").start();
    }

    private static Map<String, Bencode> answer(List<InetSocketAddress> peers) {
        ByteArrayOutputStream v4 = new ByteArrayOutputStream();
        ByteArrayOutputStream v6 = new ByteArrayOutputStream();
        for (InetSocketAddress peer : peers) {
            PeerEndpoint endpoint = PeerEndpoint.of(peer);
            (endpoint.isIpv6() ? v6 : v4).writeBytes(endpoint.compact());
        }
        return new TreeMap<>(Map.of(
                "interval", new BInteger(1800),
                "peers", new BString(v4.toByteArray()),
                "peers6", new BString(v6.toByteArray())));
    }

    /** The announce URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/announce";
    }

    /** The request lines so far. */
    public List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (IOException e) {
                // The client disconnected, or the test is over.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        requests.add(String.valueOf(in.readLine()));
        for (String header = in.readLine(); header != null && !header.isEmpty(); ) {
            header = in.readLine();
        }
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + answer.length + "\r\n\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(answer);
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
