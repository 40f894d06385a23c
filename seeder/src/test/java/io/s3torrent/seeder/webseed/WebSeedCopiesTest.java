package io.s3torrent.seeder.webseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.PeerServer;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that clients of the web seed which are also peers of the swarm count in its copies. */
class WebSeedCopiesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PIECE = 256 << 10;
    private static final int PIECES = 32;
    private static final int LAST = PIECES - 1;
    private static final TestTorrent TORRENT = TestTorrent.of("few", PIECES * PIECE, PIECE);
    private static final String PEER = "127.0.0.5";
    private static final String OTHER_PEER = "127.0.0.6";
    private static final String STRANGER = "127.0.0.7";

    /** What the trackers report. */
    private final AtomicInteger leechers = new AtomicInteger(2);

    private PeerServer engine;
    private WebSeed webSeed;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        engine = PeerServer.start(
                ANY,
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(new CopyPolicy(1)).build());
        SeedTorrent torrent = TORRENT.seed();
        engine.add(new SeedTorrent(torrent.metainfo(), torrent.pieces(), leechers::get));
        webSeed = new WebSeed(engine, () -> false, new WebSeedLimits(8, 8));
        server = HttpServer.start("the test", ANY, new HttpLimits(8, 8, 4000, 4000, Duration.ofSeconds(30)), webSeed);
    }

    @AfterEach
    void stop() {
        server.close();
        engine.close();
    }

    private RawPeer peer(String address) throws IOException {
        RawPeer peer = RawPeer.connect(engine.listenAddress(), InetAddress.getByName(address));
        peer.handshake(TORRENT.infoHash(), RawPeer.FAST_BIT);
        return peer;
    }

    /** Reads until the peer was offered {@code count} pieces, and returns all of them. */
    private static Set<Integer> awaitOffers(RawPeer peer, int count) throws IOException {
        Set<Integer> offers = new HashSet<>();
        while (offers.size() < count) {
            offers.add(peer.await(RawPeer.HAVE).buffer().getInt());
        }
        return offers;
    }

    /** Requests a range of pieces from an address. */
    private Answer get(String from, int first, int last) throws IOException {
        try (RawHttp http = new RawHttp(server.address(), from)) {
            http.send("GET /webseed/" + TORRENT.infoHash().hex() + "/few HTTP/1.1\r\nHost: h\r\nRange: bytes="
                    + first * PIECE + "-" + ((last + 1) * PIECE - 1) + "\r\nConnection: close\r\n\r\n");
            return http.answer(false);
        }
    }

    private static byte[] content(int first, int last) {
        return Arrays.copyOfRange(TORRENT.content(), first * PIECE, (last + 1) * PIECE);
    }

    private static void assertWithheld(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("10");
    }

    private void assertGiven(Answer answer, int first, int last) {
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(content(first, last));
    }

    @Test
    void aPeerGetsItsOffersAndPiecesThatNoPeerHas() throws IOException {
        try (RawPeer peer = peer(PEER);
                RawPeer other = peer(OTHER_PEER)) {
            int offered = awaitOffers(peer, 2).iterator().next();
            int withheld = awaitOffers(other, 2).iterator().next();

            assertWithheld(get(PEER, withheld, withheld));
            assertWithheld(get(PEER, 0, LAST));
            assertThat(engine.uploadedBytes(TORRENT.infoHash())).isZero();
            assertGiven(get(PEER, offered, offered), offered, offered);
            assertGiven(get(PEER, LAST, LAST), LAST, LAST);

            assertThat(engine.uploadedBytes(TORRENT.infoHash())).isEqualTo(2L * PIECE);
        }
    }

    @Test
    void aPieceThatAPeerGotCountsAsACopyForItsConnection() throws IOException {
        try (RawPeer peer = peer(PEER);
                RawPeer other = peer(OTHER_PEER)) {
            awaitOffers(peer, 2);
            awaitOffers(other, 2);
            assertGiven(get(PEER, LAST, LAST), LAST, LAST);

            assertThat(peer.await(RawPeer.HAVE).buffer().getInt()).isEqualTo(LAST);
            assertWithheld(get(OTHER_PEER, LAST, LAST));
            other.unchoke();
            other.request(LAST, 0, RawPeer.BLOCK);
            assertThat(other.await(RawPeer.REJECT, RawPeer.PIECE).id()).isEqualTo(RawPeer.REJECT);
        }
    }

    @Test
    void clientsAtOtherAddressesAreNotLimited() throws IOException {
        try (RawPeer peer = peer(PEER);
                RawPeer other = peer(OTHER_PEER)) {
            awaitOffers(peer, 2);
            awaitOffers(other, 2);

            assertGiven(get(STRANGER, 0, LAST), 0, LAST);
        }
        assertThat(engine.uploadedBytes(TORRENT.infoHash())).isEqualTo((long) PIECES * PIECE);
    }

    @Test
    void theOnlyPeerIsNotLimited() throws IOException {
        leechers.set(1);
        try (RawPeer peer = peer(PEER)) {
            awaitOffers(peer, 2);

            assertGiven(get(PEER, 0, LAST), 0, LAST);
        }
    }

    @Test
    void aDownloadEndsWhenItsClientBecomesAPeerThatCanTrade() throws IOException {
        try (RawPeer other = peer(OTHER_PEER)) {
            awaitOffers(other, 2);
            engine.announced(TORRENT.infoHash(), InetAddress.getByName(PEER));
            try (RawHttp http = new RawHttp(server.address(), PEER)) {
                http.send("GET /webseed/" + TORRENT.infoHash().hex() + "/few HTTP/1.1\r\nHost: h\r\n\r\n");
                await().until(() -> webSeed.streams() == 1);
                try (RawPeer peer = peer(PEER)) {
                    awaitOffers(peer, 2);
                    assertThat(http.head().status()).isEqualTo(200);
                    assertThat(http.bytes(PIECES * PIECE)).hasSizeLessThan(PIECES * PIECE);
                }
            }
        }
        assertThat(engine.uploadedBytes(TORRENT.infoHash())).isLessThan((long) PIECES * PIECE);
    }
}
