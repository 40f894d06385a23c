package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.ExternalAddresses;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those outside are told of those inside; a trusted proxy lets them all be here. */
class ExternalAddressTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final PeerId OURS = PeerId.random("-S30100-", new Random(1));

    private final Tracker tracker = start("198.51.100.1", "2001:db8:e::1");

    private static Tracker start(String... external) {
        try {
            Tracker tracker = Tracker.start(TrackerConfig.builder(new InetSocketAddress("127.0.0.1", 0))
                    .proxies(new TrustedProxies(List.of(Cidr.parse("127.0.0.1"))))
                    .announce(AnnouncePolicy.builder()
                            .external(ExternalAddresses.of(addresses(external)))
                            .build())
                    .build());
            tracker.allow(SWARM);
            return tracker;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> addresses(String... literals) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.getByName(literal));
        }
        return addresses;
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    /** What a peer is told that comes from there; itself forgotten at once when it is only a guest. */
    private static List<String> announce(Tracker tracker, String from, int port, String more) throws IOException {
        String target = "/announce?info_hash=%" + HexFormat.ofDelimiter("%").formatHex(SWARM.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=5&port=" + port;
        try (RawClient client = new RawClient(tracker.address())) {
            client.send("GET " + target + more + " HTTP/1.1\r\nX-Forwarded-For: " + from + "\r\n\r\n");
            BDict answer = client.answer();
            List<String> peers = new ArrayList<>();
            unpack(answer.string("peers").orElseThrow(), 6, peers);
            answer.string("peers6").ifPresent(v6 -> unpack(v6, 18, peers));
            return peers;
        }
    }

    private List<String> announce(String from, int port) throws IOException {
        return announce(tracker, from, port, "");
    }

    private static void unpack(BString packed, int width, List<String> into) {
        for (int at = 0; at < packed.length(); at += width) {
            byte[] entry = Arrays.copyOfRange(packed.bytes(), at, at + width);
            into.add(PeerEndpoint.ofCompact(entry).toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 198.51.100.1:1001",
        "10.1.2.3, 198.51.100.1:1001",
        "172.17.0.1, 198.51.100.1:1001",
        "100.64.0.1, 198.51.100.1:1001",
        "169.254.0.5, 198.51.100.1:1001",
        "127.0.0.5, 198.51.100.1:1001",
        "203.0.113.7, 203.0.113.7:1001",
        "fd00::5, [2001:db8:e:0:0:0:0:1]:1001",
        "fe80::5, [2001:db8:e:0:0:0:0:1]:1001",
        "::1, [2001:db8:e:0:0:0:0:1]:1001",
        "2001:db8::7, [2001:db8:0:0:0:0:0:7]:1001"
    })
    void whoAsksFromOutsideIsToldTheExternalAddress(String local, String told) throws IOException {
        announce(local, 1001);
        assertThat(announce("203.0.113.9", 1002)).containsExactly(told);
        assertThat(announce("2001:db8::9", 1003)).contains(told).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.9", "127.0.0.1", "169.254.0.9", "fd00::9", "fe80::9"})
    void whoAsksFromInsideIsToldWhatIsNearer(String asker) throws IOException {
        announce("192.168.1.5", 1001);
        announce("203.0.113.7", 1002);
        assertThat(announce(asker, 1003)).containsExactlyInAnyOrder("192.168.1.5:1001", "203.0.113.7:1002");
    }

    @Test
    void thePinnedSeederIsOutsideToThoseOutsideWhereverItListens() throws IOException {
        tracker.pin(SWARM, OURS, new PeerEndpoint(InetAddress.getByName("::"), 6881));
        assertThat(announce("203.0.113.9", 1001)).containsExactly("198.51.100.1:6881");
        assertThat(announce("192.168.1.9", 1002)).contains("127.0.0.1:6881");
        tracker.unpin(SWARM);
        tracker.pin(SWARM, OURS, new PeerEndpoint(InetAddress.getByName("192.168.1.2"), 6881));
        assertThat(announce("203.0.113.9", 1001)).contains("198.51.100.1:6881");
        tracker.unpin(SWARM);
        tracker.pin(SWARM, OURS, Peers.v4(9, 6881));
        assertThat(announce("203.0.113.9", 1001)).contains("192.0.2.9:6881");
    }

    @Test
    void whatIsKeptIsWhatWasSeen() throws IOException {
        announce("192.168.1.5", 1001);
        announce("203.0.113.9", 1002);
        announce(tracker, "192.168.1.5", 1001, "&event=stopped");
        assertThat(announce("203.0.113.9", 1002)).isEmpty();
    }

    @Test
    void anOtherFamilyIsToldAsItIs() throws IOException {
        try (Tracker four = start("198.51.100.1")) {
            announce(four, "fd00::5", 1001, "");
            announce(four, "10.0.0.5", 1002, "");
            assertThat(announce(four, "203.0.113.9", 1003, ""))
                    .containsExactlyInAnyOrder("198.51.100.1:1002", "[fd00:0:0:0:0:0:0:5]:1001");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, expected: a public address",
        "0.0.0.0, expected: a public address",
        "::1, expected: a public address",
        "fe80::1, expected: a public address",
        "203.0.113.7, expected: at most one IPv4 and one IPv6 address"
    })
    void anAddressThatIsOfNoUseIsRefused(String wrong, String said) throws UnknownHostException {
        List<InetAddress> addresses = addresses("198.51.100.1", wrong);
        assertThatThrownBy(() -> ExternalAddresses.of(addresses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
