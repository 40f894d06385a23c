package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.testing.ConnectionFlood;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.udp.RawUdpClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tracker, tested over the network. */
class TrackerTest {
    /** Contains bytes that naive decoders get wrong. */
    private static final InfoHash SWARM = InfoHash.ofHex("2b20252600ff80c3a93d3f0d0a2f5c7fe282acfe");

    private static final PeerId OURS = PeerId.random("-S30100-", new Random(1));

    private Tracker tracker = start("::");

    private static Tracker start(String host) {
        try {
            return Tracker.start(TrackerConfig.on(new InetSocketAddress(host, 0)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void allowOneTorrent() {
        tracker.allow(SWARM);
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private InetSocketAddress at(String address) {
        return new InetSocketAddress(address, tracker.address().getPort());
    }

    private static String percent(byte[] bytes) {
        return "%" + HexFormat.ofDelimiter("%").formatHex(bytes);
    }

    private static String announce(InfoHash infoHash, int port, String more) {
        return "/announce?info_hash=" + percent(infoHash.bytes()) + "&peer_id=-XX0000-abcdefghijkl&port=" + port
                + "&uploaded=0&downloaded=0&key=AB12CD34" + more;
    }

    private BDict announce(int port, String more) throws IOException {
        return RawClient.get(at("127.0.0.1"), announce(SWARM, port, more));
    }

    private static List<String> peers(BDict answer) {
        List<String> peers = unpack(answer.string("peers").orElseThrow(), 6);
        answer.string("peers6").ifPresent(v6 -> peers.addAll(unpack(v6, 18)));
        return peers;
    }

    private static List<String> unpack(BString packed, int width) {
        List<String> peers = new ArrayList<>();
        for (int at = 0; at < packed.length(); at += width) {
            byte[] entry = Arrays.copyOfRange(packed.bytes(), at, at + width);
            peers.add(PeerEndpoint.ofCompact(entry).toString());
        }
        return peers;
    }

    private static String failure(BDict answer) {
        return answer.string("failure reason").orElseThrow().text();
    }

    @Test
    void peersFindEachOther() throws IOException {
        assertThat(peers(announce(1001, "&left=5&event=started&compact=1"))).isEmpty();
        BDict answer = announce(1002, "&left=0&event=started&compact=1");
        assertThat(peers(answer)).containsExactly("127.0.0.1:1001");
        assertThat(answer.integer("complete")).contains(1L);
        assertThat(answer.integer("incomplete")).contains(1L);
        assertThat(answer.integer("interval")).contains(300L);
        assertThat(answer.integer("min interval")).contains(300L);
        assertThat(answer.string("peers6")).isEmpty();
    }

    @Test
    void anInfoHashMayBeSentRawAndInEitherCase() throws IOException {
        String raw = new String(SWARM.bytes(), StandardCharsets.ISO_8859_1)
                .replace("%", "%25")
                .replace("&", "%26")
                .replace(" ", "%20")
                .replace("\0", "%00")
                .replace("\r", "%0D")
                .replace("\n", "%0a")
                .replace("\u007f", "%7F");
        assertThat(raw).startsWith("+");
        announce(1001, "&left=5");
        String target = announce(SWARM, 1002, "&left=5").replace(percent(SWARM.bytes()), raw);
        assertThat(peers(RawClient.get(at("127.0.0.1"), target))).containsExactly("127.0.0.1:1001");
    }

    @Test
    void numbersMayBePercentEncodedAndWhoDoesNotSayWhatIsLeftIsALeecher() throws IOException {
        String asBtSays = announce(SWARM, 1001, "&event=%73tarted").replace("port=1001", "port=%31%30%30%31");
        RawClient.get(at("127.0.0.1"), asBtSays);
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
        assertThat(peers(announce(1002, "&left=5"))).containsExactly("127.0.0.1:1001");
    }

    @Test
    void thePinnedSeederIsInEveryAnswerThatHasRoom() throws IOException {
        tracker.pin(SWARM, OURS, Peers.v4(9, 6881));
        assertThat(peers(announce(1001, "&left=5&numwant=1"))).containsExactly("192.0.2.9:6881");
        assertThat(peers(announce(1002, "&left=5"))).containsExactlyInAnyOrder("192.0.2.9:6881", "127.0.0.1:1001");
        assertThat(peers(announce(1003, "&left=5&numwant=0"))).isEmpty();
        // aria2 sends this with a magnet link, before it knows the size
        assertThat(peers(announce(1004, "&left=0"))).contains("192.0.2.9:6881").hasSize(4);
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(2, 3, 0));
    }

    @Test
    void aWildcardPinIsTheAddressThatTheAskerReached() throws IOException {
        tracker.pin(SWARM, OURS, new PeerEndpoint(InetAddress.getByName("::"), 6881));
        assertThat(peers(announce(1001, "&left=5"))).containsExactly("127.0.0.1:6881");
        BDict six = RawClient.get(at("::1"), announce(SWARM, 1001, "&left=5"));
        assertThat(peers(six)).containsExactlyInAnyOrder("127.0.0.1:1001", "[0:0:0:0:0:0:0:1]:6881");
        assertThat(six.string("peers6").orElseThrow().length()).isEqualTo(18);
    }

    @Test
    void thePinnedSeederIsNotToldOfItself() throws IOException {
        tracker.pin(SWARM, OURS, new PeerEndpoint(InetAddress.getByName("0.0.0.0"), 1001));
        assertThat(peers(announce(1001, "&left=5"))).isEmpty();
        tracker.pin(SWARM, PeerId.of("-XX0000-abcdefghijkl".getBytes(StandardCharsets.US_ASCII)), Peers.v4(1, 1));
        assertThat(peers(announce(1002, "&left=5&numwant=1"))).containsExactly("127.0.0.1:1001");
    }

    @Test
    void dictionariesComeOnRequest() throws IOException {
        tracker.pin(SWARM, OURS, Peers.v4(9, 6881));
        announce(1001, "&left=5");
        RawClient.get(at("::1"), announce(SWARM, 1003, "&left=5"));
        BDict answer = announce(1002, "&left=5&compact=0");
        assertThat(answer.list("peers").orElseThrow().items())
                .hasSize(3)
                .first()
                .satisfies(first -> {
                    BDict pinned = (BDict) first;
                    assertThat(pinned.string("ip").orElseThrow().text()).isEqualTo("192.0.2.9");
                    assertThat(pinned.string("peer id").orElseThrow().bytes()).isEqualTo(OURS.bytes());
                    assertThat(pinned.integer("port")).contains(6881L);
                });
        assertThat(answer.list("peers").orElseThrow().items().toString())
                .contains("ip=127.0.0.1, port=BInteger[value=1001]", "ip=::1, port=BInteger[value=1003]");
        assertThat(announce(1002, "&left=5&compact=0&no_peer_id=1").toString()).doesNotContain("peer id");
    }

    @Test
    void theAddressIsThatOfTheConnectionWhateverStrangersClaim() throws IOException {
        try (RawClient client = new RawClient(at("127.0.0.1"))) {
            client.send("GET " + announce(SWARM, 1001, "&left=5&ip=203.0.113.7&ipv4=203.0.113.7&ipv6=2001:db8::7")
                            + " HTTP/1.1\r\nX-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\n\r\n")
                    .answer();
        }
        assertThat(peers(announce(1002, "&left=5"))).containsExactly("127.0.0.1:1001");
    }

    @Test
    void onlyWhatIsAllowedIsTracked() throws IOException {
        InfoHash other = Peers.swarm("somebody else's");
        BDict answer = RawClient.get(at("127.0.0.1"), announce(other, 1001, "&left=5"));
        assertThat(failure(answer)).isEqualTo("torrent not tracked here");
        assertThat(answer.integer("interval")).contains(300L);
        assertThat(answer.integer("retry in")).contains(5L);
        tracker.allow(other);
        assertThat(tracker.counts(other)).isEqualTo(SwarmCounts.NONE);
        assertThat(RawClient.get(at("127.0.0.1"), announce(other, 1001, "&left=5"))
                        .integer("incomplete"))
                .contains(1L);
        tracker.withdraw(other);
        assertThat(failure(RawClient.get(at("127.0.0.1"), announce(other, 1001, "&left=5"))))
                .isEqualTo("torrent not tracked here");
        tracker.allow(other);
        assertThat(tracker.counts(other)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void stoppedBeforeStartedIsHarmless() throws IOException {
        assertThat(peers(announce(1001, "&left=5&event=stopped"))).isEmpty();
        announce(1001, "&left=5&event=started");
        announce(1001, "&left=0&event=completed");
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 1));
        announce(1001, "&left=0&event=stopped");
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 0, 1));
    }

    @Test
    void completedWithSomethingLeftIsALeecherStill() throws IOException {
        announce(1001, "&left=5&event=completed");
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
    }

    @Test
    void numwantIsFiftyUnlessSaidAndTwoHundredAtMost() throws IOException {
        try (RawClient client = new RawClient(at("127.0.0.1"))) {
            for (int last = 1; last <= 5; last++) {
                for (int port = 1; port <= 60; port++) {
                    tracker.pin(SWARM, OURS, Peers.v4(last, port));
                }
            }
            client.send("GET " + announce(SWARM, 1, "&left=5") + " HTTP/1.1\r\n\r\n");
            assertThat(peers(client.answer())).hasSize(50).doesNotHaveDuplicates();
            client.send("GET " + announce(SWARM, 1, "&left=5&numwant=1000") + " HTTP/1.1\r\n\r\n");
            assertThat(peers(client.answer())).hasSize(200);
        }
    }

    @Test
    void scrapeCountsTheKnownOnesOfThoseAskedFor() throws IOException {
        InfoHash quiet = Peers.swarm("quiet");
        InfoHash unknown = Peers.swarm("unknown");
        tracker.allow(quiet);
        tracker.pin(SWARM, OURS, Peers.v4(9, 6881));
        announce(1001, "&left=5");
        String ask = "/scrape?info_hash=" + percent(quiet.bytes()) + "&info_hash=" + percent(SWARM.bytes())
                + "&info_hash=" + percent(unknown.bytes()) + "&info_hash=" + percent(SWARM.bytes());
        BDict files = RawClient.get(at("127.0.0.1"), ask).dict("files").orElseThrow();
        assertThat(files.entries()).hasSize(2);
        BDict swarm = files.dict(new String(SWARM.bytes(), StandardCharsets.ISO_8859_1))
                .orElseThrow();
        assertThat(swarm.entries().toString())
                .isEqualTo("{complete=BInteger[value=1], downloaded=BInteger[value=0], incomplete=BInteger[value=1]}");
    }

    @Test
    void aTakenPortIsAFailureAndNotAnotherPort() {
        InetSocketAddress taken = tracker.address();
        assertThatThrownBy(() -> Tracker.start(TrackerConfig.on(new InetSocketAddress("127.0.0.1", taken.getPort()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on")
                .hasMessageContaining(String.valueOf(taken.getPort()));
    }

    @Test
    void aTakenPortOfUdpIsAFailureToo() throws IOException {
        InetSocketAddress loopback = new InetSocketAddress("127.0.0.1", 0);
        try (DatagramSocket taken = new DatagramSocket(null)) {
            // The tracker's sockets also set this option, but must share the port only with each other.
            taken.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            taken.bind(loopback);
            InetSocketAddress there = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> Tracker.start(TrackerConfig.on(there)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining("already in use");
            new ServerSocket(taken.getLocalPort(), 1, loopback.getAddress()).close(); // the HTTP port is free again
        }
    }

    @Test
    void servesHttpAndUdpOnOnePort() throws IOException {
        assertThat(tracker.udpAddress()).isEqualTo(tracker.address());
        try (RawUdpClient asker = new RawUdpClient("127.0.0.1", tracker.udpAddress())) {
            assertThat(asker.connect()).isNotZero();
        }
    }

    @Test
    void listensOnOneAddressOnlyWhenToldSo() throws IOException {
        try (Tracker one = start("127.0.0.2")) {
            assertThat(one.address().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
            assertThatThrownBy(() -> new RawClient(
                            new InetSocketAddress("127.0.0.1", one.address().getPort())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closeFreesThePortAndEndsTheThreadsWhileClientsHang() throws IOException {
        int port = tracker.address().getPort();
        try (RawClient hanging = new RawClient(at("127.0.0.1"))) {
            hanging.send("GET /announce");
            announce(1001, "&left=5");
            Instant start = Instant.now();
            tracker.close();
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(hanging.isClosedByPeer()).isTrue();
        }
        // Netty reports the end of a thread slightly before the thread ends.
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("s3torrent-tracker")));
        try (Tracker again = Tracker.start(TrackerConfig.on(new InetSocketAddress("::", port)))) {
            assertThat(again.address().getPort()).isEqualTo(port);
        }
    }

    /** Netty accepts a connection on one thread and sets it up on another. */
    @Test
    void whoConnectsAtTheEndIsClosedToo() throws IOException {
        try (ConnectionFlood crowd = new ConnectionFlood(at("127.0.0.1"))) {
            tracker.close();
            crowd.awaitEnds();
        }
    }

    @Test
    void configurationIsCheckedAtStart() throws UnknownHostException {
        TrackerConfig.Builder config = TrackerConfig.builder(new InetSocketAddress(InetAddress.getByName("::1"), 0))
                .workers(0);
        assertThatThrownBy(config::build).hasMessage("workers: 0 (expected: 1 to 256)");
    }
}
