package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpListener;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.PackedPeers;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of a trusted proxy, including hostile clients behind it. */
@Tag("slow")
class ProxiedConnectionsTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final String LINE = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 80\r\n";

    private final PinnedTorrents torrents = new PinnedTorrents();
    private final SwarmStore store = new MemorySwarmStore(
            SwarmLimits.DEFAULT, System::nanoTime, TestSeed.random(), new SplittableRandom(TestSeed.seed()));
    private final EventLoops transport = EventLoops.start("test-tracker", 1);
    private final HttpListener tracker = bind(Duration.ofSeconds(10));

    private HttpListener bind(Duration silence) {
        try {
            AnnounceService service = new AnnounceService(torrents, infoHash -> false, store, AnnouncePolicy.DEFAULT);
            return HttpTracker.bind(
                    transport,
                    new InetSocketAddress("127.0.0.1", 0),
                    service,
                    HttpLimits.of(100, 8192, 16384, silence),
                    new TrustedProxies(List.of(Cidr.parse("127.0.0.1"))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void allow() {
        torrents.allow(SWARM);
    }

    @AfterEach
    void stop() {
        tracker.close();
        transport.close();
    }

    private static String announce(int port, String headers) {
        return "GET /announce?info_hash=%" + HexFormat.ofDelimiter("%").formatHex(SWARM.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=5&port=" + port + " HTTP/1.1\r\n" + headers + "\r\n";
    }

    private List<String> stored() {
        PackedPeers peers =
                store.announce(SWARM, Peers.v4(99, 9), PeerChange.LEECHER, 200).peers();
        store.announce(SWARM, Peers.v4(99, 9), PeerChange.STOPPED, 0);
        return peers.endpoints().stream().map(PeerEndpoint::toString).toList();
    }

    @Test
    void aConnectionThatAProxyKeepsIsOfOneClientAfterTheOther() throws IOException {
        try (RawClient proxy = new RawClient(tracker.address())) {
            for (int i = 1; i <= 5; i++) {
                proxy.send(announce(1001, "X-Forwarded-For: 203.0.113." + i + "\r\n"))
                        .answer();
            }
            proxy.send(announce(1001, "")).answer();
        }
        assertThat(stored())
                .containsExactlyInAnyOrder(
                        "203.0.113.1:1001",
                        "203.0.113.2:1001",
                        "203.0.113.3:1001",
                        "203.0.113.4:1001",
                        "203.0.113.5:1001",
                        "127.0.0.1:1001");
    }

    @Test
    void whatComesByteByByteIsTheSame() throws IOException {
        try (RawClient proxy = new RawClient(tracker.address())) {
            for (char c : (LINE + announce(1001, "")).toCharArray()) {
                proxy.send(String.valueOf(c));
            }
            proxy.answer();
        }
        assertThat(stored()).containsExactly("203.0.113.7:1001");
    }

    @Test
    void aSecondHeaderIsOfTheClientAndNoRequest() throws IOException {
        try (RawClient proxy = new RawClient(tracker.address())) {
            BDict answer = proxy.send(LINE + LINE + announce(1001, "")).answer();
            assertThat(answer.string("failure reason").orElseThrow().text()).startsWith("not an HTTP/1.1");
            assertThat(proxy.isClosedByPeer()).isTrue();
        }
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void thePinnedSeederIsToldAtTheAddressThatTheClientReached() throws IOException {
        PeerEndpoint anywhere = new PeerEndpoint(InetAddress.getByName("::"), 6881);
        torrents.pin(SWARM, new PinnedPeer(PeerId.random("-S30100-", new Random(1)), anywhere));
        try (RawClient proxy = new RawClient(tracker.address())) {
            BDict answer = proxy.send(LINE + announce(1001, "")).answer();
            assertThat(answer.string("peers").orElseThrow().bytes())
                    .isEqualTo(HexFormat.of().parseHex("c00002011ae1"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.7 192.0.2.1 4711 80 and what else there may be, without an end for more than a hundred bytes",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\u00ff\u00ff",
                "\r\n\r\n\0\r\nQUIT\n \0\u00ff\u00ff",
                "\r\n\r\n\0\r\nQUIT\n1\u0011\0\u000c"
            })
    void aHeaderThatCannotBeEndsTheConnectionAtOnce(String start) throws IOException {
        try (RawClient proxy = new RawClient(tracker.address())) {
            assertThatThrownBy(() -> proxy.send(start).answer()).isInstanceOf(IOException.class);
            assertThat(proxy.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "PROXY TCP4 203.0.113.7 ", "\r\n\r\n\0\r\nQUIT\n!\u0011\u000f\u00f0 and so on", ""})
    void aHeaderThatNeverEndsIsWaitedForAsLongAsARequest(String start) throws IOException {
        long before = System.nanoTime();
        try (HttpListener impatient = bind(Duration.ofMillis(300));
                RawClient proxy = new RawClient(impatient.address())) {
            sendOn(proxy, start, start.startsWith("\r") ? "x" : "");
            assertThat(proxy.isClosedByPeer()).isTrue();
            // The second sweep is the first that can close it.
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        }
    }

    private static void sendOn(RawClient proxy, String start, String more) throws IOException {
        proxy.send(start);
        try {
            for (int i = 0; i < 20; i++) {
                proxy.send(more);
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        } catch (SocketException closed) {
            // the tracker may have closed the connection
        }
    }

    @Test
    void aListIsBoundedByTheHeadersAndWalkedUpToThirtyTwoProxies() throws IOException {
        String trusted = ",127.0.0.1";
        try (RawClient proxy = new RawClient(tracker.address())) {
            proxy.send(announce(1001, "X-Forwarded-For: 203.0.113.7" + trusted.repeat(31) + "\r\n"))
                    .answer();
            assertThat(stored()).containsExactly("203.0.113.7:1001");
            proxy.send(announce(1002, "X-Forwarded-For: 203.0.113.7" + trusted.repeat(32) + "\r\n"))
                    .answer();
            assertThat(stored()).contains("127.0.0.1:1002");
            proxy.send(announce(1003, "X-Forwarded-For: " + ",".repeat(16_000) + "203.0.113.7\r\n"))
                    .answer();
            assertThat(stored()).contains("203.0.113.7:1003");
            BDict answer = proxy.send(announce(1004, "X-Forwarded-For: 203.0.113.7\r\n".repeat(1000)))
                    .answer();
            assertThat(answer.string("failure reason").orElseThrow().text()).isEqualTo("headers: too long");
        }
    }

    @Test
    void aProxyHasAsManyConnectionsAsAllTogether() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i : IntStream.range(0, 100).toArray()) {
                RawClient client = new RawClient(tracker.address());
                clients.add(client);
                client.send("PROXY TCP4 203.0.113.7 192.0.2.1 " + i + " 80\r\n" + announce(1000 + i, ""))
                        .answer();
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        assertThat(store.counts(SWARM).leechers())
                .as("peers of one address in a swarm")
                .isEqualTo(64);
    }
}
