package io.s3torrent.tracker.udp;

import static io.s3torrent.tracker.udp.RawUdpClient.announce;
import static io.s3torrent.tracker.udp.RawUdpClient.head;
import static io.s3torrent.tracker.udp.RawUdpClient.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which proxies may report client addresses, over UDP. The response to the next peer shows the stored address. */
@SuppressWarnings("ByteBufferBackingArray") // RawUdpClient's buffers have arrays
class ProxiedDatagramsTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "21 12 000c cb007107 c0000201 1267 0050";
    private static final String SIX =
            "21 22 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 1267 0050";

    private Tracker tracker;
    private RawUdpClient proxy;
    private RawUdpClient stranger;

    @BeforeEach
    void start() throws IOException {
        tracker = Tracker.start(TrackerConfig.builder(new InetSocketAddress("::", 0))
                .proxies(new TrustedProxies(List.of(Cidr.parse("127.0.0.2"))))
                .build());
        tracker.allow(SWARM);
        proxy = new RawUdpClient("127.0.0.2", tracker.udpAddress());
        stranger = new RawUdpClient("127.0.0.3", tracker.udpAddress());
    }

    @AfterEach
    void stop() {
        proxy.close();
        stranger.close();
        tracker.close();
    }

    private static ByteBuffer behind(String header, ByteBuffer datagram) {
        byte[] before = HexFormat.of().parseHex(header.isEmpty() ? "" : SIGNATURE + header.replace(" ", ""));
        return ByteBuffer.allocate(before.length + datagram.capacity())
                .put(before)
                .put(datagram.array());
    }

    /** Sends a datagram and returns its response, which has the same transaction id. */
    private static ByteBuffer ask(RawUdpClient asker, String header, ByteBuffer datagram) throws IOException {
        return asker.ask(behind(header, datagram));
    }

    private static long connect(RawUdpClient asker, String header) throws IOException {
        ByteBuffer answer = ask(asker, header, head(RawUdpClient.PROTOCOL_ID, 0, 99, 0));
        assertThat(answer.limit()).isEqualTo(16);
        assertThat(answer.getInt(4)).isEqualTo(99);
        return answer.getLong(8);
    }

    private static List<String> peers(ByteBuffer answer, int width) {
        assertThat(answer.getInt(0)).isOne();
        List<String> peers = new ArrayList<>();
        for (int at = 20; at < answer.limit(); at += width) {
            peers.add(PeerEndpoint.ofCompact(Arrays.copyOfRange(answer.array(), at, at + width))
                    .toString());
        }
        return peers;
    }

    /** Asserts that the tracker ignores this datagram, but answers the next one. */
    private static void assertSilence(RawUdpClient asker, ByteBuffer datagram) throws IOException {
        asker.send(datagram.array());
        assertThat(asker.ask(head(RawUdpClient.PROTOCOL_ID, 0, 4711, 0)).getInt(4))
                .isEqualTo(4711);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            21 12 000c cb007107 c0000201 1267 0050                  | 203.0.113.7:1001
            21 11 000c cb007107 c0000201 1267 0050                  | 203.0.113.7:1001
            21 12 0013 cb007107 c0000201 1267 0050 04 0004 00000000 | 203.0.113.7:1001
            21 22 0024 00000000000000000000ffffcb007107 00000000000000000000ffffc0000201 1267 0050 | 203.0.113.7:1001
            20 00 0000                                              | 127.0.0.2:1001
            21 00 0000                                              | 127.0.0.2:1001
            ''                                                      | 127.0.0.2:1001
            """)
    void aTrustedProxyReportsTheClientOfEachDatagram(String header, String expected) throws IOException {
        long id = connect(proxy, header);
        assertThat(peers(ask(proxy, header, announce(id, SWARM, 1001)), 6)).isEmpty();
        assertThat(peers(stranger.ask(announce(stranger.connect(), SWARM, 1002)), 6))
                .containsExactly(expected);
    }

    @Test
    void aClientIsToldPeersOfItsOwnFamilyWhateverTheProxyIsOf() throws IOException {
        ask(proxy, SIX, announce(connect(proxy, SIX), SWARM, 1001));
        ByteBuffer next = ask(proxy, SIX, announce(connect(proxy, SIX), SWARM, 1002));
        assertThat(peers(next, 18)).containsExactly("[2001:db8:0:0:0:0:0:7]:1001");
        ByteBuffer scraped = ask(proxy, SIX, scrape(connect(proxy, SIX), SWARM));
        assertThat(scraped.getInt(16)).as("leechers").isEqualTo(2);
    }

    @Test
    void aConnectionIdIsOfTheClientAndNotOfTheProxy() throws IOException {
        long id = connect(proxy, FOUR);
        assertThat(id).isNotEqualTo(connect(proxy, "")).isNotEqualTo(connect(proxy, SIX));
        assertSilence(proxy, announce(id, SWARM, 1001));
        assertSilence(proxy, behind(SIX, announce(id, SWARM, 1001)));
        assertSilence(proxy, behind(FOUR, announce(connect(proxy, ""), SWARM, 1001)));
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void aStrangersHeaderIsNotOfTheProtocol() throws IOException {
        long id = stranger.connect();
        assertSilence(stranger, behind(FOUR, announce(id, SWARM, 1001)));
        assertSilence(stranger, behind("20 00 0000", announce(id, SWARM, 1001)));
        assertSilence(stranger, behind(FOUR, head(RawUdpClient.PROTOCOL_ID, 0, 1, 0)));
        assertSilence(stranger, announce(connect(proxy, FOUR), SWARM, 1001));
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "21 12 000b cb007107 c0000201 1267 00",
                "21 22 000c cb007107 c0000201 1267 0050",
                "21 42 000c cb007107 c0000201 1267 0050",
                "11 12 000c cb007107 c0000201 1267 0050",
                "22 12 000c cb007107 c0000201 1267 0050",
                "21 12 000c e0000001 c0000201 1267 0050",
                "21 12 000c 00000000 c0000201 1267 0050",
                "21 12 ffff cb007107 c0000201 1267 0050",
                "21 12 0ff0 cb007107 c0000201 1267 0050",
                "20 00 ffff",
                "21"
            })
    void isSilentAboutAHeaderThatIsNone(String header) throws IOException {
        assertSilence(proxy, behind(header, head(RawUdpClient.PROTOCOL_ID, 0, 1, 0)));
    }

    @Test
    void isSilentAboutEveryPartOfADatagram() throws IOException {
        byte[] whole = behind(FOUR, announce(connect(proxy, FOUR), SWARM, 1001)).array();
        for (int length = 0; length < whole.length; length++) {
            assertSilence(proxy, ByteBuffer.wrap(Arrays.copyOf(whole, length)));
        }
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
        proxy.ask(ByteBuffer.wrap(whole));
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
    }

    @Test
    void thePinnedSeederIsToldAtTheAddressThatTheClientKnows() throws IOException {
        PeerId ours = PeerId.random("-S30100-", new Random(1));
        tracker.pin(SWARM, ours, new PeerEndpoint(InetAddress.getByName("::"), 6881));
        ByteBuffer answer = ask(proxy, FOUR, announce(connect(proxy, FOUR), SWARM, 1001));
        assertThat(peers(answer, 6)).containsExactly("192.0.2.1:6881");
        ByteBuffer own = proxy.ask(announce(proxy.connect(), SWARM, 1002).putLong(64, 0));
        assertThat(peers(own, 6)).contains("127.0.0.1:6881");
    }

    @Test
    void whatAPeerSaysOfItselfIsIgnored() throws IOException {
        stranger.ask(announce(stranger.connect(), SWARM, 1001).putInt(84, 0xcb007107));
        ByteBuffer answer = proxy.ask(announce(proxy.connect(), SWARM, 1002).putInt(84, 0xcb007107));
        assertThat(peers(answer, 6)).containsExactly("127.0.0.3:1001");
    }
}
