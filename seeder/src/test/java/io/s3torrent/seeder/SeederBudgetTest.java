package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent;
import io.s3torrent.seeder.ledger.BudgetEvent.State;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.ReadEstimate;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests seeders with tiny budgets, as the store and peers see them. */
@Tag("slow")
final class SeederBudgetTest {
    private static final int PIECE = 256 << 10;
    private static final int MIB = 1 << 20;
    private static final S3Location SOURCE = new S3Location("data", "dir/object.bin");

    @TempDir
    private Path folder;

    private final byte[] object = new byte[4 * MIB];
    private final PieceLayout layout = new PieceLayout(object.length, PIECE);
    private final TestClock clock = new TestClock("2026-07-30T12:00:00Z");
    private final Queue<BudgetEvent> events = new ConcurrentLinkedQueue<>();
    private ScriptedS3 store;

    @BeforeEach
    void start() throws IOException {
        new Random(9).nextBytes(object);
        store = ScriptedS3.start(object);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
    }

    private BudgetConfig budgets(long s3, long upload) {
        return new BudgetConfig(
                new StateDir(folder),
                Optional.of(new Budget(s3, Period.DAY)),
                Optional.of(new Budget(upload, Period.DAY)),
                clock,
                events::add);
    }

    private Seeder seeder(BudgetConfig budgets, long cache, EngineKind engine) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SeederConfig config = SeederConfig.builder(store.options(), anyPort)
                .tracker(TrackerConfig.on(anyPort))
                .cacheMemory(cache)
                .peers(
                        engine == EngineKind.NETTY
                                ? PeerConfig.builder()
                                        .copies(CopyPolicy.UNLIMITED)
                                        .build()
                                : PeerConfig.DEFAULT)
                .engine(engine)
                .budgets(budgets)
                .build();
        return Seeder.start(config);
    }

    private static TorrentRequest request() {
        return TorrentRequest.of(SOURCE)
                .withOptions(TorrentOptions.DEFAULT.withPieceLength(new PieceLengthChoice.Bytes(PIECE)));
    }

    private Torrent create(BudgetConfig budgets) throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(store.options(), PersistenceConfig.NOTHING, budgets)) {
            return creator.create(request());
        }
    }

    private ReadEstimate estimate() throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(store.options(), PersistenceConfig.NOTHING)) {
            return creator.estimate(request());
        }
    }

    private static RawPeer peer(Seeder seeder, InfoHash infoHash) throws IOException {
        RawPeer peer = RawPeer.connect(seeder.listenAddress());
        peer.handshake(infoHash, RawPeer.FAST_BIT);
        peer.unchoke();
        return peer;
    }

    private byte[] piece(int piece) {
        return Arrays.copyOfRange(object, piece * PIECE, (piece + 1) * PIECE);
    }

    private List<State> states() {
        return events.stream().map(BudgetEvent::state).toList();
    }

    @Test
    void withoutBudgetForMoreReadsWhatIsCachedIsServedAndTheRestComesWithTheNextDay() throws IOException {
        try (Seeder seeder = seeder(budgets(5 * MIB, 100 * MIB), MIB, EngineKind.NETTY);
                RawPeer peer = peer(seeder, seeder.seed(request()).metainfo().infoHash())) {
            for (int piece = 4; piece < 8; piece++) {
                assertThat(peer.download(layout, piece)).isEqualTo(piece(piece));
            }
            int asked = store.requests().size();

            peer.request(8, 0, RawPeer.BLOCK);
            Message refusal = peer.await(RawPeer.REJECT, RawPeer.PIECE);
            assertThat(refusal.id()).isEqualTo(RawPeer.REJECT);
            assertThat(peer.download(layout, 7)).isEqualTo(piece(7));
            assertThat(store.requests()).as("no request was sent").hasSize(asked);
            assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED);

            clock.set("2026-07-31T00:00:00Z");
            await().untilAsserted(() -> assertThat(states()).endsWith(State.RENEWED));
            assertThat(peer.download(layout, 8)).isEqualTo(piece(8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutBudgetForMoreUploadsPeersAreClosedAndNotToldOfUsUntilTheNextDay(EngineKind engine) throws Exception {
        try (Seeder seeder = seeder(budgets(100 * MIB, MIB), 16 * MIB, engine)) {
            InfoHash infoHash = seeder.seed(request()).metainfo().infoHash();
            assertThat(seedersKnownTo(seeder, infoHash)).isEqualTo(1);
            try (RawPeer peer = peer(seeder, infoHash)) {
                for (int piece = 0; piece < 4; piece++) {
                    assertThat(peer.download(layout, piece)).isEqualTo(piece(piece));
                }
                assertThat(peer.isClosedByOther()).isTrue();
            }
            assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED);
            assertThat(isServed(seeder, infoHash)).isFalse();
            assertThat(seedersKnownTo(seeder, infoHash)).isZero();

            clock.set("2026-07-31T00:00:00Z");
            await().until(() -> isServed(seeder, infoHash));
            assertThat(seedersKnownTo(seeder, infoHash)).isEqualTo(1);
            try (RawPeer peer = peer(seeder, infoHash)) {
                assertThat(peer.download(layout, 4)).isEqualTo(piece(4));
            }
            await().untilAsserted(() -> assertThat(seeder.totals().get(0).uploadedBytes())
                    .as("before the pause and after it")
                    .isEqualTo(5 * PIECE));
        }
    }

    @Test
    void sentBytesStayCountedWhenATorrentIsSeededAgain() throws IOException {
        try (Seeder seeder = seeder(budgets(100 * MIB, MIB), 16 * MIB, EngineKind.NETTY)) {
            for (int half = 0; half < 4; half += 2) {
                try (RawPeer peer =
                        peer(seeder, seeder.seed(request()).metainfo().infoHash())) {
                    assertThat(peer.download(layout, half)).isEqualTo(piece(half));
                    assertThat(peer.download(layout, half + 1)).isEqualTo(piece(half + 1));
                }
            }
            await().untilAsserted(() -> assertThat(states()).containsExactly(State.WARNING, State.EXHAUSTED));
            assertThat(seeder.totals().get(0).uploadedBytes()).isEqualTo(4 * PIECE);
            assertThat(seeder.snapshot().uploadedBytes()).isEqualTo(4 * PIECE);
        }
    }

    @Test
    void anUploadBudgetThatWasUsedUpBeforeARestartKeepsTorrentsAtRest() throws Exception {
        BudgetConfig budgets = budgets(100 * MIB, MIB);
        InfoHash infoHash;
        try (Seeder seeder = seeder(budgets, 16 * MIB, EngineKind.NETTY)) {
            infoHash = seeder.seed(request()).metainfo().infoHash();
            try (RawPeer peer = peer(seeder, infoHash)) {
                for (int piece = 0; piece < 4; piece++) {
                    peer.download(layout, piece);
                }
            }
        }
        try (Seeder seeder = seeder(budgets, 16 * MIB, EngineKind.NETTY)) {
            seeder.seed(request());
            assertThat(isServed(seeder, infoHash)).isFalse();
            assertThat(seedersKnownTo(seeder, infoHash)).isZero();

            clock.set("2026-07-31T00:00:00Z");
            await().until(() -> isServed(seeder, infoHash));
        }
    }

    @Test
    void aReadBeyondTheBudgetDoesNotBegin() {
        assertThatThrownBy(() -> create(budgets(4 * MIB - 1, MIB)))
                .isInstanceOf(ObjectException.OverBudget.class)
                .hasMessageContaining("4194304 bytes are to be read")
                .hasMessageContaining("until 2026-07-31T00:00:00Z; nothing was read");
        assertThat(store.requests()).extracting(Request::method).containsExactly("HEAD");
    }

    @Test
    void creatingCountsOnTheSameBudgetFromRunToRun() throws IOException {
        BudgetConfig budgets = budgets(10 * MIB, MIB);
        create(budgets);
        create(budgets);

        assertThatThrownBy(() -> create(budgets)).hasMessageContaining("2097152 are left");
    }

    @Test
    void anEstimateAsksForTheLengthAndForesaysWhatCreatingTakes() throws IOException {
        ReadEstimate estimate = estimate();
        assertThat(store.requests()).extracting(Request::method).containsExactly("HEAD");

        Torrent made = create(BudgetConfig.none());
        assertThat(estimate.reading()).isEqualTo(new Usage(2, 0, 4 * MIB, 0));
        assertThat(made.cost().usage(0)).isEqualTo(estimate.reading());
        assertThat(made.metainfo().info().layout()).isEqualTo(estimate.layout());
    }

    @Test
    void eachTorrentHasItsOwnCounts() throws IOException {
        try (Seeder seeder = seeder(budgets(100 * MIB, 100 * MIB), 16 * MIB, EngineKind.NETTY)) {
            seeder.seed(request());
            S3Location other = new S3Location("data", "other.bin");
            seeder.seed(TorrentRequest.of(other));

            List<TorrentTotals> totals = seeder.totals();
            assertThat(totals)
                    .extracting(total -> total.torrent().source())
                    .containsExactly(new TorrentSource.OneObject(SOURCE), new TorrentSource.OneObject(other));
            assertThat(totals).extracting(total -> total.store().usage(0)).containsOnly(new Usage(2, 0, 4 * MIB, 0));
            assertThat(seeder.snapshot().store().usage(0)).isEqualTo(new Usage(4, 0, 8 * MIB, 0));
        }
    }

    private static boolean isServed(Seeder seeder, InfoHash infoHash) throws IOException {
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(infoHash);
            return true;
        } catch (EOFException | SocketException e) {
            return false;
        }
    }

    /** The seeders that our tracker names to a newcomer. */
    private static long seedersKnownTo(Seeder seeder, InfoHash infoHash) throws Exception {
        String hash = HexFormat.of().withPrefix("%").formatHex(infoHash.bytes());
        URI announce = URI.create(seeder.announceUrls().get(0) + "?info_hash=" + hash
                + "&peer_id=-TEST00-123456789012&port=1&uploaded=0&downloaded=0&left=1&compact=1&event=stopped");
        byte[] answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(announce).build(), BodyHandlers.ofByteArray())
                .body();
        BDict dict = (BDict) BencodeDecoder.decode(answer, Limits.MESSAGE);
        return dict.integer("complete").orElseThrow();
    }
}
