package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.connect.AnnouncedPeers;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests which pieces peers are offered over their sockets in a swarm that may cost one copy. */
class CopyOffersTest {
    private static final int PIECES = 32;
    private static final int FIRST_WINDOW = 2;
    private static final TestTorrent TORRENT = TestTorrent.of("few", PIECES * (256 << 10), 256 << 10);

    private PeerServer server;

    @BeforeEach
    void start() throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(new CopyPolicy(1)).build());
        SeedTorrent torrent = TORRENT.seed();
        // The trackers report two leechers, so that the first is not taken for the only one before the second connects.
        server.add(new SeedTorrent(torrent.metainfo(), torrent.pieces(), () -> 2));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawPeer connected(long reserved) throws IOException {
        RawPeer peer = RawPeer.connect(server.listenAddress());
        peer.handshake(TORRENT.infoHash(), reserved);
        return peer;
    }

    private static Set<Integer> offers(RawPeer peer) {
        return peer.received().stream()
                .filter(message -> message.id() == RawPeer.HAVE)
                .map(message -> message.buffer().getInt())
                .collect(Collectors.toSet());
    }

    /** Reads until the peer was offered at least {@code count} pieces, and returns all of them. */
    private static Set<Integer> awaitOffers(RawPeer peer, int count) throws IOException {
        while (offers(peer).size() < count) {
            peer.await(RawPeer.HAVE);
        }
        return offers(peer);
    }

    private static List<Integer> ids(RawPeer peer) {
        return peer.received().stream().map(Message::id).toList();
    }

    @Test
    void aPeerHearsOfNothingAndThenOfOnePieceAfterTheOther() throws IOException {
        try (RawPeer peer = connected(RawPeer.FAST_BIT | RawPeer.EXTENDED_BIT)) {
            peer.await(RawPeer.HAVE_NONE);
            var hello = peer.extendedHandshake();
            awaitOffers(peer, 1);

            assertThat(hello.integer("upload_only").orElse(0L)).isZero();
            assertThat(ids(peer)).doesNotContain(RawPeer.HAVE_ALL, RawPeer.BITFIELD);
        }
    }

    @Test
    void aPeerWithoutTheFastExtensionHearsOfPiecesWithoutABitfield() throws IOException {
        try (RawPeer peer = connected(0)) {
            awaitOffers(peer, 1);

            assertThat(ids(peer)).doesNotContain(RawPeer.BITFIELD, RawPeer.HAVE_ALL, RawPeer.HAVE_NONE);
        }
    }

    @Test
    void aPeerThatIsInterestedAtOnceMayRequestItsFirstPieces() {
        List<Runnable> timed = new ArrayList<>();
        CopyOffers offers = new CopyOffers(
                new SeedTorrent(TORRENT.metainfo(), TORRENT.seed().pieces(), () -> 1),
                new CopyPolicy(1),
                new AnnouncedPeers(),
                false,
                (nanos, task) -> timed.add(task),
                () -> true);
        EmbeddedChannel channel = new EmbeddedChannel();
        ConnectedPeer peer = new ConnectedPeer(channel, PeerId.of(new byte[PeerId.LENGTH]), true);
        offers.joined(peer);
        assertThat(IntStream.range(0, PIECES)).noneMatch(piece -> offers.mayRequest(peer, piece));

        offers.interested(peer);

        assertThat(IntStream.range(0, PIECES).filter(piece -> offers.mayRequest(peer, piece)))
                .hasSize(FIRST_WINDOW);
        channel.finishAndReleaseAll();
    }

    @Test
    void requestsForPiecesThatWereNotOfferedAreRejected() throws IOException {
        try (RawPeer peer = connected(RawPeer.FAST_BIT);
                RawPeer other = connected(RawPeer.FAST_BIT)) {
            Set<Integer> offered = awaitOffers(peer, FIRST_WINDOW);
            awaitOffers(other, FIRST_WINDOW);
            int withheld = IntStream.range(0, PIECES)
                    .filter(piece -> !offered.contains(piece))
                    .max()
                    .orElseThrow();
            peer.unchoke();

            peer.request(withheld, 0, RawPeer.BLOCK);

            assertThat(peer.await(RawPeer.REJECT, RawPeer.PIECE).id()).isEqualTo(RawPeer.REJECT);
        }
    }

    @Test
    void twoPeersAreOfferedDifferentPieces() throws IOException {
        try (RawPeer one = connected(RawPeer.FAST_BIT);
                RawPeer other = connected(RawPeer.FAST_BIT)) {
            Set<Integer> offers = awaitOffers(one, FIRST_WINDOW);

            assertThat(awaitOffers(other, FIRST_WINDOW)).doesNotContainAnyElementsOf(offers);
        }
    }

    @Test
    void piecesThatOthersHaveMakeRoomForMoreOffers() throws IOException {
        try (RawPeer one = connected(RawPeer.FAST_BIT);
                RawPeer other = connected(RawPeer.FAST_BIT)) {
            Set<Integer> first = awaitOffers(one, FIRST_WINDOW);
            awaitOffers(other, FIRST_WINDOW);
            one.unchoke();
            for (int piece : first) {
                one.download(TORRENT.layout(), piece);
                one.send(RawPeer.HAVE, piece);
                other.send(RawPeer.HAVE, piece);
            }

            assertThat(awaitOffers(one, 3 * FIRST_WINDOW)).containsAll(first);
        }
    }

    @Test
    void piecesThatOnlyALeaverWasGivenGoToAnotherPeer() throws IOException {
        try (RawPeer stays = connected(RawPeer.FAST_BIT)) {
            Set<Integer> lost;
            try (RawPeer leaves = connected(RawPeer.FAST_BIT)) {
                lost = awaitOffers(leaves, FIRST_WINDOW);
                leaves.unchoke();
                leaves.download(TORRENT.layout(), lost.iterator().next());
            }
            stays.unchoke();
            Set<Integer> got = new HashSet<>();
            while (!got.containsAll(lost)) {
                for (int piece : awaitOffers(stays, got.size() + 1)) {
                    if (got.add(piece)) {
                        assertThat(stays.download(TORRENT.layout(), piece)).isEqualTo(TORRENT.piece(piece));
                        stays.send(RawPeer.HAVE, piece);
                    }
                }
            }
        }
    }

    /** Trackers and upload limits have their own locks. */
    @Test
    void neitherTheTrackersNorTheLimitsAreAskedUnderTheMonitor() {
        List<Runnable> timed = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        AtomicReference<CopyOffers> made = new AtomicReference<>();
        SeedTorrent torrent = new SeedTorrent(TORRENT.metainfo(), TORRENT.seed().pieces(), () -> {
            asked.add("trackers, locked: " + Thread.holdsLock(made.get()));
            return 1;
        });
        CopyOffers offers = new CopyOffers(
                torrent, new CopyPolicy(1), new AnnouncedPeers(), false, (nanos, task) -> timed.add(task), () -> {
                    asked.add("limits, locked: " + Thread.holdsLock(made.get()));
                    return true;
                });
        made.set(offers);
        EmbeddedChannel channel = new EmbeddedChannel();

        offers.joined(new ConnectedPeer(channel, PeerId.of(new byte[PeerId.LENGTH]), true));
        timed.remove(0).run();
        channel.runPendingTasks();

        assertThat(asked).containsExactly("trackers, locked: false", "limits, locked: false");
        assertThat(channel.outboundMessages()).as("offers").isNotEmpty();
        channel.finishAndReleaseAll();
    }
}
