package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** BEP 15 and 41 from the client's side, against a scripted tracker. */
class UdpExchangeTest {
    private final List<ByteBuffer> received = new CopyOnWriteArrayList<>();
    private TrackerClient client = start(Duration.ofSeconds(2));

    private static TrackerClient start(Duration resendAfter) {
        try {
            return TrackerClient.start(
                    TrackerClientConfig.builder("x")
                            .timeout(Duration.ofSeconds(5))
                            .concurrency(4)
                            .waiting(4)
                            .build(),
                    NameResolver.ofSystem(),
                    new TargetAddressPolicy(AddressScope::of),
                    resendAfter);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
    }

    /** Starts a tracker that answers each packet with the packets of the script. */
    private DatagramSocket tracker(String host, Function<ByteBuffer, List<ByteBuffer>> script) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
        Thread thread = new Thread(() -> serve(socket, script), "scripted-udp");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    private void serve(DatagramSocket socket, Function<ByteBuffer, List<ByteBuffer>> script) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                socket.receive(packet);
                ByteBuffer in = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                received.add(in);
                for (ByteBuffer out : script.apply(in)) {
                    socket.send(new DatagramPacket(bytes(out), out.capacity(), packet.getSocketAddress()));
                }
            }
        } catch (SocketException closed) {
            // the test has ended
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<AnnounceResult> announce(DatagramSocket tracker, String path) {
        String host = tracker.getLocalAddress().getHostAddress();
        URI uri = URI.create(
                "udp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + tracker.getLocalPort() + path);
        return client.announce(uri, TrackerClientTest.params(AnnounceEvent.STARTED, 9, 6881));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(bytes);
        return bytes;
    }

    private static ByteBuffer connected(ByteBuffer request) {
        return ByteBuffer.allocate(16).putInt(0).putInt(request.getInt(12)).putLong(0x1122334455667788L);
    }

    private static ByteBuffer announced(ByteBuffer request, byte... peers) {
        return ByteBuffer.allocate(20 + peers.length)
                .putInt(1)
                .putInt(request.getInt(12))
                .putInt(1800)
                .putInt(3)
                .putInt(4)
                .put(peers);
    }

    private static boolean isConnect(ByteBuffer request) {
        return request.limit() == 16 && request.getLong(0) == 0x41727101980L && request.getInt(8) == 0;
    }

    private static final byte[] ONE_PEER = {127, 0, 0, 1, 0x1a, (byte) 0xe1};

    @Test
    void connectsThenAnnouncesWithThePathOfTheUrl() throws IOException {
        try (DatagramSocket tracker =
                tracker("127.0.0.1", in -> List.of(isConnect(in) ? connected(in) : announced(in, ONE_PEER)))) {
            AnnounceResult result = announce(tracker, "/announce?key=v").join();
            assertThat(result.peers()).extracting(PeerEndpoint::toString).containsExactly("127.0.0.1:6881");
            assertThat(result.seeders()).contains(4);
            assertThat(result.leechers()).contains(3);
            assertThat(result.interval()).isEqualTo(Duration.ofMinutes(30));
            ByteBuffer request = received.get(1);
            assertThat(request.getLong(0)).isEqualTo(0x1122334455667788L);
            assertThat(request.getInt(8)).isEqualTo(1);
            assertThat(request.slice(16, 20)).isEqualTo(ByteBuffer.wrap(TrackerClientTest.SWARM.bytes()));
            assertThat(request.getLong(56)).isEqualTo(8); // downloaded
            assertThat(request.getLong(64)).isEqualTo(9); // left
            assertThat(request.getLong(72)).isEqualTo(7); // uploaded
            assertThat(request.getInt(80)).isEqualTo(2); // started
            assertThat(request.getInt(84)).isZero(); // IP address: that of the packet
            assertThat(request.getInt(88)).isEqualTo(0xABC);
            assertThat(request.getInt(92)).isEqualTo(30);
            assertThat(request.getShort(96)).isEqualTo((short) 6881);
            assertThat(StandardCharsets.US_ASCII
                            .decode(request.slice(98, request.limit() - 98))
                            .toString())
                    .isEqualTo("\u0002\u000f/announce?key=v");
        }
    }

    @Test
    void aPathThatIsLongerThanAnOptionIsSeveral() throws IOException {
        String path = "/announce/" + "k".repeat(300) + "?x=y";
        try (DatagramSocket tracker =
                tracker("127.0.0.1", in -> List.of(isConnect(in) ? connected(in) : announced(in, ONE_PEER)))) {
            announce(tracker, path).join();
            ByteBuffer request = received.get(1);
            int rest = path.length() - 255;
            assertThat(request.limit()).isEqualTo(98 + 2 + 255 + 2 + rest);
            assertThat(StandardCharsets.US_ASCII
                            .decode(request.slice(98, request.limit() - 98))
                            .toString())
                    .isEqualTo("\u0002\u00ff".replace('\u00ff', '\ufffd') + path.substring(0, 255) + "\u0002"
                            + (char) rest + path.substring(255));
        }
    }

    @Test
    void peersOfAnIpv6TrackerAreIpv6() throws IOException {
        byte[] peer = new byte[18];
        peer[15] = 1;
        peer[17] = 80;
        try (DatagramSocket tracker =
                tracker("::1", in -> List.of(isConnect(in) ? connected(in) : announced(in, peer)))) {
            assertThat(announce(tracker, "").join().peers())
                    .extracting(PeerEndpoint::toString)
                    .containsExactly("[0:0:0:0:0:0:0:1]:80");
            assertThat(received.get(1).limit()).isEqualTo(98);
        }
    }

    @Test
    void asksAgainWhenPacketsAreLost() throws IOException {
        client.close();
        client = start(Duration.ofMillis(100));
        try (DatagramSocket tracker = tracker("127.0.0.1", in -> {
            boolean lost = alike(in) == 1;
            return lost ? List.of() : List.of(isConnect(in) ? connected(in) : announced(in, ONE_PEER));
        })) {
            assertThat(announce(tracker, "").join().peers()).hasSize(1);
            assertThat(received).allMatch(packet -> alike(packet) >= 2);
        }
    }

    /** The number of received packets like this one. On a busy machine the client may resend although a response is on its way. */
    private long alike(ByteBuffer packet) {
        return received.stream()
                .filter(other -> isConnect(other) == isConnect(packet))
                .count();
    }

    @Test
    void passesOverWhatDoesNotBelongToIt() throws IOException {
        try (DatagramSocket tracker = tracker("127.0.0.1", in -> {
            ByteBuffer answer = isConnect(in) ? connected(in) : announced(in, ONE_PEER);
            ByteBuffer foreign =
                    ByteBuffer.allocate(answer.capacity()).put(bytes(answer)).putInt(4, ~in.getInt(12));
            ByteBuffer early = announced(in).putInt(0, isConnect(in) ? 1 : 0);
            return List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(7), foreign, early, answer);
        })) {
            assertThat(announce(tracker, "").join().peers()).hasSize(1);
        }
    }

    @Test
    void aRefusalHasItsText() throws IOException {
        try (DatagramSocket tracker = tracker(
                "127.0.0.1",
                in -> List.of(
                        isConnect(in)
                                ? connected(in)
                                : ByteBuffer.allocate(13)
                                        .putInt(3)
                                        .putInt(in.getInt(12))
                                        .put("no\r\n!".getBytes(StandardCharsets.US_ASCII))))) {
            assertThatThrownBy(announce(tracker, "")::join).hasMessageContaining("tracker refused: no  !");
        }
    }

    @Test
    void aClosedPortIsAFailureAtOnce() throws IOException {
        DatagramSocket tracker = tracker("127.0.0.1", in -> List.of());
        URI uri = URI.create("udp://127.0.0.1:" + tracker.getLocalPort());
        tracker.close();
        assertThat(client.announce(uri, TrackerClientTest.params(AnnounceEvent.NONE, 0, 1)))
                .failsWithin(Duration.ofSeconds(4));
    }
}
