package io.s3torrent.tracker.udp;

import static io.s3torrent.tracker.udp.RawUdpClient.announce;
import static io.s3torrent.tracker.udp.RawUdpClient.head;
import static io.s3torrent.tracker.udp.RawUdpClient.scrape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SipHash;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests BEP 15 over the network, for each kind of socket. */
@SuppressWarnings("ByteBufferBackingArray") // RawUdpClient's buffers have arrays
abstract class UdpTrackerContract {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final PeerId OURS = PeerId.random("-S30100-", new Random(1));

    private final PinnedTorrents torrents = new PinnedTorrents();
    private final SwarmStore store =
            new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(1));
    private final EventLoops transport;
    private final UdpTracker tracker;
    private final RawUdpClient four;
    private final RawUdpClient six;

    UdpTrackerContract(EventLoops transport) {
        this.transport = transport;
        torrents.allow(SWARM);
        try {
            tracker = bind(transport, new InetSocketAddress("::", 0));
            four = new RawUdpClient("127.0.0.1", tracker.address());
            six = new RawUdpClient("::1", tracker.address());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private UdpTracker bind(EventLoops on, InetSocketAddress listen) throws IOException {
        AnnounceService service = new AnnounceService(torrents, infoHash -> false, store, AnnouncePolicy.DEFAULT);
        return UdpTracker.bind(on, listen, service, new SipHash(1, 2), TrustedProxies.NONE);
    }

    @AfterEach
    void stillServesAndStops() throws IOException {
        assertThat(four.ask(announce(four.connect(), SWARM, 1)).getInt(0)).isOne();
        four.close();
        six.close();
        tracker.close();
        transport.close();
    }

    private List<String> peers(ByteBuffer answer, int width) {
        assertThat(answer.getInt(0)).isOne();
        assertThat(answer.getInt(4)).isEqualTo(0x1234);
        List<String> peers = new ArrayList<>();
        for (int at = 20; at < answer.limit(); at += width) {
            peers.add(PeerEndpoint.ofCompact(Arrays.copyOfRange(answer.array(), at, at + width))
                    .toString());
        }
        return peers;
    }

    private static String failure(ByteBuffer answer) {
        assertThat(answer.getInt(0)).isEqualTo(3);
        assertThat(answer.getInt(4)).isEqualTo(0x1234);
        return new String(answer.array(), 8, answer.limit() - 8, StandardCharsets.US_ASCII);
    }

    /** Asserts that the tracker ignores this datagram, but answers the next one. */
    private void assertSilence(byte[] datagram) throws IOException {
        four.send(datagram);
        ByteBuffer next = four.ask(head(RawUdpClient.PROTOCOL_ID, 0, 4711, 0));
        assertThat(next.getInt(4)).isEqualTo(4711);
    }

    @Test
    void peersFindEachOther() throws IOException {
        long id = four.connect();
        assertThat(peers(four.ask(announce(id, SWARM, 1001)), 6)).isEmpty();
        ByteBuffer answer = four.ask(announce(id, SWARM, 1002).putLong(64, 0));
        assertThat(peers(answer, 6)).containsExactly("127.0.0.1:1001");
        assertThat(answer.getInt(8)).isEqualTo(300);
        assertThat(answer.getInt(12)).as("leechers").isOne();
        assertThat(answer.getInt(16)).as("seeders").isOne();
    }

    @Test
    void eachFamilyIsToldOfItsOwn() throws IOException {
        four.ask(announce(four.connect(), SWARM, 1001));
        six.ask(announce(six.connect(), SWARM, 1002));
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 1003)), 6)).containsExactly("127.0.0.1:1001");
        ByteBuffer answer = six.ask(announce(six.connect(), SWARM, 1004));
        assertThat(peers(answer, 18)).containsExactly("[0:0:0:0:0:0:0:1]:1002");
        assertThat(answer.getInt(12)).as("leechers of both families").isEqualTo(4);
    }

    @Test
    void noAnswerIsTooLongForAPacket() throws IOException {
        for (int port = 1; port <= 300; port++) {
            store.announce(SWARM, PeerEndpoint.of(new InetSocketAddress("127.0.0.2", port)), PeerChange.LEECHER, 0);
            store.announce(SWARM, PeerEndpoint.of(new InetSocketAddress("::1", port)), PeerChange.LEECHER, 0);
        }
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v6(1, 1)));
        assertThat(six.ask(announce(six.connect(), SWARM, 1001)).limit()).isEqualTo(20 + 50 * 18);
        ByteBuffer most = six.ask(announce(six.connect(), SWARM, 1001).putInt(92, 500));
        assertThat(peers(most, 18)).hasSize(79).doesNotHaveDuplicates().contains("[2001:db8:0:0:0:0:0:1]:1");
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 1001).putInt(92, 500)), 6))
                .hasSizeBetween(199, 200);
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 1001).putInt(92, 0)), 6))
                .isEmpty();
    }

    @Test
    void thePinnedSeederIsToldAtTheAddressThatWasReached() throws IOException {
        torrents.pin(SWARM, new PinnedPeer(OURS, new PeerEndpoint(InetAddress.getByName("::"), 6881)));
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 1001)), 6)).containsExactly("127.0.0.1:6881");
        assertThat(peers(six.ask(announce(six.connect(), SWARM, 1001)), 18)).containsExactly("[0:0:0:0:0:0:0:1]:6881");
    }

    @Test
    void whatFollowsAnAnnounceIsOptions() throws IOException {
        byte[] options = "\u0001\u0002\u0009/announce\u0000junk".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer announce = announce(four.connect(), SWARM, 1001);
        ByteBuffer longer =
                ByteBuffer.allocate(98 + options.length).put(announce.array()).put(options);
        assertThat(peers(four.ask(longer), 6)).isEmpty();
        assertThat(store.counts(SWARM).leechers()).isOne();
    }

    @Test
    void aPeerThatStopsIsGoneAndAStopOfAnUnknownPeerChangesNothing() throws IOException {
        long id = four.connect();
        assertThat(four.ask(announce(id, SWARM, 1001).putInt(80, 3)).limit()).isEqualTo(20);
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
        four.ask(announce(id, SWARM, 1001).putLong(64, 0).putInt(80, 1));
        four.ask(announce(id, SWARM, 1001).putLong(64, 0).putInt(80, 1));
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 1));
        assertThat(four.ask(announce(id, SWARM, 1001).putInt(80, 3)).limit()).isEqualTo(20);
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 0, 1));
    }

    @Test
    void scrapesUpTo74() throws IOException {
        long id = four.connect();
        four.ask(announce(id, SWARM, 1001));
        InfoHash[] asked = IntStream.range(0, 75)
                .mapToObj(i -> i == 73 ? SWARM : Peers.swarm("other " + i))
                .toArray(InfoHash[]::new);
        ByteBuffer answer = four.ask(scrape(id, Arrays.copyOf(asked, 74)));
        assertThat(answer.limit()).isEqualTo(8 + 74 * 12);
        assertThat(answer.getInt(0)).isEqualTo(2);
        assertThat(answer.getInt(8 + 73 * 12 + 8)).as("leechers").isOne();
        assertThat(IntStream.range(2, 2 + 73 * 3).map(i -> answer.getInt(4 * i)))
                .containsOnly(0);
        assertThat(failure(four.ask(scrape(id, asked)))).isEqualTo("75 info-hashes (expected: 1 to 74)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            92 | 4 |                   -2
            92 | 4 |          -2147483648
            92 | 4 |           1000000000
            64 | 8 |                   -1
            64 | 8 | -9223372036854775808
            56 | 8 | -9223372036854775808
            72 | 8 |                   -5
            """)
    void aClientThatDoesNotKnowItsNumbersIsALeecherAndToldOfPeers(int at, int width, long value) throws IOException {
        four.ask(announce(four.connect(), SWARM, 1001));
        ByteBuffer announce = announce(four.connect(), SWARM, 1002);
        ByteBuffer answer = four.ask(width == 4 ? announce.putInt(at, (int) value) : announce.putLong(at, value));
        assertThat(peers(answer, 6)).containsExactly("127.0.0.1:1001");
        assertThat(store.counts(SWARM)).isEqualTo(new SwarmCounts(0, 2, 0));
    }

    @Test
    void aClientThatCannotBeConnectedToIsToldOfPeersAndNotStored() throws IOException {
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v4(9, 6881)));
        four.ask(announce(four.connect(), SWARM, 1001));
        six.ask(announce(six.connect(), SWARM, 1002));
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 0)), 6))
                .containsExactly(Peers.v4(9, 6881).toString(), "127.0.0.1:1001");
        assertThat(peers(six.ask(announce(six.connect(), SWARM, 0).putInt(80, 1)), 18))
                .containsExactly("[0:0:0:0:0:0:0:1]:1002");
        assertThat(peers(four.ask(announce(four.connect(), SWARM, 0).putInt(80, 3)), 6))
                .isEmpty();
        assertThat(store.counts(SWARM).leechers()).isEqualTo(2);
    }

    @Test
    void aTorrentThatIsNotTrackedIsRefusedAndNothingIsStored() throws IOException {
        assertThat(failure(four.ask(announce(four.connect(), Peers.swarm("another"), 1001))))
                .isEqualTo("torrent not tracked here");
        assertThat(store.totals().torrents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 1 << 30})
    void anUnknownEventIsARegularAnnounce(int event) throws IOException {
        four.ask(announce(four.connect(), SWARM, 1001).putInt(80, event));
        assertThat(store.counts(SWARM).leechers()).isOne();
    }

    @Test
    void isSilentAboutWhatIsNotOfTheProtocol() throws IOException {
        long id = four.connect();
        byte[] announce = announce(id, SWARM, 1001).array();
        for (int length = 0; length < announce.length; length++) {
            assertSilence(Arrays.copyOf(announce, length));
        }
        assertSilence(head(RawUdpClient.PROTOCOL_ID + 1, 0, 1, 0).array());
        assertSilence(head(RawUdpClient.PROTOCOL_ID, 1, 1, 82).array());
        for (int action : new int[] {3, 4, -1, Integer.MAX_VALUE, 1 << 8}) {
            assertSilence(head(id, action, 1, 100).array());
        }
        assertSilence(scrape(id).array());
        assertSilence(head(id, 2, 1, 19).array());
        assertSilence(head(id, 2, 1, 41).array());
        assertSilence(head(id, 2, 1, 4000).array());
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void isSilentToThoseWithoutAConnectionIdOfTheirOwn() throws IOException {
        long another = six.connect();
        assertSilence(announce(another, SWARM, 1001).array());
        assertSilence(announce(0, SWARM, 1001).array());
        assertSilence(announce(four.connect() ^ 1, SWARM, 1001).array());
        assertSilence(scrape(another, SWARM).array());
        InetAddress here = InetAddress.getLoopbackAddress();
        long fresh = new ConnectionIds(new SipHash(1, 2), () -> System.currentTimeMillis() - 120_000).of(here);
        assertThat(four.ask(announce(fresh, SWARM, 1001)).getInt(0)).isOne();
        four.ask(announce(fresh, SWARM, 1001).putInt(80, 3));
        long old = new ConnectionIds(new SipHash(1, 2), () -> System.currentTimeMillis() - 360_000).of(here);
        assertSilence(announce(old, SWARM, 1001).array());
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
        try (RawUdpClient neighbour = new RawUdpClient("127.0.0.1", tracker.address())) {
            assertThat(neighbour.connect())
                    .as("depends on the address, not the port")
                    .isEqualTo(four.connect());
        }
    }

    @Test
    void nothingIsLongerThanWhatAStrangerSent() throws IOException {
        assertThat(four.ask(head(RawUdpClient.PROTOCOL_ID, 0, 1, 0)).limit()).isEqualTo(16);
    }

    @Tag("slow")
    @Test
    void mutatedPacketsDoNoHarm() throws IOException {
        Random random = new Random(5);
        long id = four.connect();
        byte[][] good = {
            head(RawUdpClient.PROTOCOL_ID, 0, 1, 0).array(),
            announce(id, SWARM, 1001).array(),
            ByteBuffer.allocate(112)
                    .put(announce(id, SWARM, 1001).array())
                    .put("\2\13/announce/x\0".getBytes(StandardCharsets.US_ASCII))
                    .array(),
            scrape(id, SWARM, SWARM).array()
        };
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = good[random.nextInt(good.length)].clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            four.send(Arrays.copyOf(bad, random.nextInt(4) == 0 ? random.nextInt(2100) : bad.length));
            if (i % 100 == 0) {
                awaitAnswer(4711 + i);
            }
        }
        awaitAnswer(4711);
    }

    /** Waits until the tracker has answered all valid packets. */
    private void awaitAnswer(int transaction) throws IOException {
        four.send(head(RawUdpClient.PROTOCOL_ID, 0, transaction, 0).array());
        ByteBuffer answer = four.answer();
        while (answer.limit() != 16 || answer.getInt(4) != transaction) {
            answer = four.answer();
        }
    }

    @Test
    void aPortThatIsTakenIsAFailure() throws IOException {
        EventLoops other = EventLoops.start("other", 2);
        try {
            assertThatThrownBy(() -> bind(other, tracker.address()).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already in use");
        } finally {
            other.close();
        }
    }
}
