package io.s3torrent.seeder;

import static io.s3torrent.seeder.s3.ScriptedS3.cutAfter;
import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.client.StoreFaults.resetAfter;
import static io.s3torrent.seeder.s3.client.StoreFaults.silence;
import static io.s3torrent.seeder.s3.client.StoreFaults.sometimes;
import static io.s3torrent.seeder.s3.client.StoreFaults.tooManyBytes;
import static io.s3torrent.seeder.s3.client.StoreFaults.wholeObject;
import static io.s3torrent.seeder.s3.client.StoreFaults.wrongBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how peers notice a store's faults: by delays, never by a wrong byte. */
@Timeout(180)
class StoreFaultsIT {
    private static final int PIECE = 1 << 20; // one GET each
    private static final int SIZE = 48 * PIECE - 12_345;

    @TempDir
    private Path folder;

    private final InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private final TestTorrent torrent = TestTorrent.of("object.bin", SIZE, PIECE);
    private final TestTorrent other = TestTorrent.of("other.bin", torrent.content(), PIECE);
    private final Events events = new Events();
    private Tracker tracker;
    private ScriptedS3 s3;
    private Seeder seeder;

    @BeforeEach
    void start() throws Exception {
        tracker = Tracker.start(TrackerConfig.on(anyPort));
        tracker.allow(torrent.infoHash());
        tracker.allow(other.infoHash());
        s3 = ScriptedS3.start(torrent.content());
        seeder = Seeder.start(SeederConfig.builder(s3.options(), anyPort)
                .announce(List.of("http://127.0.0.1:" + tracker.address().getPort() + "/announce"))
                .cacheMemory(96 << 20)
                .peers(PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build())
                .build());
        seeder.listen(events);
    }

    @AfterEach
    void stop() throws Exception {
        seeder.close();
        s3.close();
        tracker.close();
    }

    @Test
    void aStoreThatFailsNowAndThenCostsNothingButTime() throws Exception {
        Fault fault = sometimes(
                0.3, TestSeed.seed(), error(503, "SlowDown", Map.of()), error(500, "InternalError", Map.of()));

        s3.always(fault);
        assertThat(downloaded(seed(torrent))).hasBinaryContent(torrent.content());
        assertThat(seeder.snapshot().s3Bytes()).isEqualTo(SIZE);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void brokenBodiesAreContinuedAndNoWrongBlockLeaves() throws Exception {
        s3.always(sometimes(0.4, TestSeed.seed(), cutAfter(70_000), resetAfter(500_000), resetAfter(0)));
        SeedHandle seeded = seed(torrent);

        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            for (int piece = 0; piece < torrent.layout().pieceCount(); piece++) {
                assertThat(peer.download(torrent.layout(), piece)).isEqualTo(torrent.piece(piece));
            }
        }
        assertThat(downloaded(seeded)).hasBinaryContent(torrent.content());
        // Bytes that a reset lost were not read, so the sum holds with resets as well.
        assertThat(seeder.snapshot().s3Bytes()).isEqualTo(SIZE);
    }

    @Test
    void answersToAnotherQuestionAreNotTaken() throws Exception {
        s3.always(sometimes(
                0.3,
                TestSeed.seed(),
                wholeObject(),
                head(206, Map.of("Content-Range", "bytes 0-1048575/" + SIZE)),
                tooManyBytes(5_000_000)));

        assertThat(downloaded(seed(torrent))).hasBinaryContent(torrent.content());
        assertThat(seeder.snapshot().s3Bytes()).isLessThan(2L * SIZE);
    }

    @Test
    void wrongBytesAreFetchedAgainAndElseNeverServed() throws Exception {
        s3.when(request -> request.header("range").startsWith("bytes=1048576-"), wrongBytes());
        s3.script(head(200, Map.of()), wrongBytes());
        seed(torrent);
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash(), RawPeer.FAST_BIT);
            peer.unchoke();
            assertThat(peer.download(torrent.layout(), 0)).isEqualTo(torrent.piece(0));
            peer.request(1, 0, RawPeer.BLOCK);
            assertThat(peer.await(RawPeer.PIECE, RawPeer.REJECT).id()).isEqualTo(RawPeer.REJECT);
            assertThat(peer.download(torrent.layout(), 2)).isEqualTo(torrent.piece(2));
        }
        assertThat(s3.ranges()).hasSize(5);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void cachedPiecesAreServedWhileTheStoreIsDownAndOthersSoonAfter() throws Exception {
        SeedHandle seeded = seed(torrent);
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            assertThat(peer.download(torrent.layout(), 3)).isEqualTo(torrent.piece(3));
            s3.down();
            CompletableFuture<Path> downloading = downloadingInBackground(seeded);
            peer.request(5, 0, RawPeer.BLOCK);
            assertThat(downloading).isNotCompleted();
            long downUntil = System.nanoTime() + Duration.ofSeconds(12).toNanos();
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        assertThat(peer.download(torrent.layout(), 3)).isEqualTo(torrent.piece(3));
                        return System.nanoTime() > downUntil;
                    });
            s3.up();
            assertThat(downloading.get(30, TimeUnit.SECONDS)).hasBinaryContent(torrent.content());
        }
    }

    @Test
    void anObjectThatDoesNotAnswerHoldsUpNoOther() throws Exception {
        s3.when(request -> request.method().equals("GET") && request.target().contains("object.bin"), silence());
        seed(torrent);
        SeedHandle answering = seed(other);
        List<RawPeer> stuck = new ArrayList<>();
        int share = Seeder.STORE_THREADS * 3 / 4;
        // Each has four pieces open, together more than one torrent has threads. The even ones come first, because a
        // waiting piece shares the GET of a neighbour.
        for (int i = 0; 4 * i <= share; i++) {
            RawPeer peer = RawPeer.connect(seeder.listenAddress());
            stuck.add(peer);
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            for (int n = 4 * i; n < 4 * i + 4; n++) {
                peer.request(2 * n % 48 + n / 24, 0, RawPeer.BLOCK);
            }
        }
        await().until(() -> s3.ranges().size() == share);

        // The request is given up after 20 seconds, which would free the threads in any case.
        assertThat(downloadingInBackground(answering).get(19, TimeUnit.SECONDS)).hasBinaryContent(other.content());

        s3.beHonest();
        for (RawPeer peer : stuck) {
            await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> peer.await(RawPeer.PIECE) != null);
            peer.close();
        }
    }

    @Test
    void aStoreThatRefusesOurCredentialsIsToldAndOthersGoOn() throws Exception {
        s3.when(
                request -> request.method().equals("GET") && request.target().contains("object.bin"),
                error(400, "ExpiredToken", Map.of()));
        SeedHandle refused = seed(torrent);
        SeedHandle allowed = seed(other);
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            peer.request(0, 0, RawPeer.BLOCK);
            await().untilAsserted(() -> assertThat(events.seen).containsExactly("auth-error " + torrent.infoHash()));
        }

        assertThat(downloaded(allowed)).hasBinaryContent(other.content());
        s3.beHonest();
        assertThat(downloaded(refused)).hasBinaryContent(torrent.content());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 412})
    void anObjectThatIsGoneIsNoLongerSeededAndTheTrackerKnows(int status) throws Exception {
        SeedHandle kept = seed(other);
        seed(torrent);
        s3.when(request -> request.target().contains("object.bin"), error(status, "", Map.of()));

        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            peer.request(0, 0, RawPeer.BLOCK);
            peer.request(1, 0, RawPeer.BLOCK);
            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(peer.received()).noneMatch(message -> message.id() == RawPeer.PIECE);
        }
        await().until(() -> tracker.counts(torrent.infoHash()).seeders() == 0);
        await().untilAsserted(() -> assertThat(events.seen).containsExactly("gone " + torrent.infoHash()));
        assertThat(downloaded(kept)).hasBinaryContent(other.content());
    }

    private SeedHandle seed(TestTorrent seeded) throws Exception {
        S3Location location = new S3Location("data", seeded.metainfo().info().name());
        SeedHandle started = seeder.seed(TorrentRequest.of(location).withTorrent(Optional.of(seeded.metainfo())));
        // A client that asks the tracker too early waits minutes before it asks again.
        await().until(() -> tracker.counts(seeded.infoHash()).seeders() == 1);
        return started;
    }

    private Path downloaded(SeedHandle seeded) throws Exception {
        String name = seeded.metainfo().info().name();
        Path torrentFile = Files.write(folder.resolve(name + ".torrent"), MetainfoCodec.encode(seeded.metainfo()));
        return Client.LIBTORRENT.download(torrentFile, Files.createDirectory(folder.resolve("of-" + name)), name);
    }

    private CompletableFuture<Path> downloadingInBackground(SeedHandle seeded) {
        CompletableFuture<Path> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(downloaded(seeded));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static final class Events implements SeedListener {
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void gone(InfoHash infoHash, ObjectException reason) {
            seen.add("gone " + infoHash);
        }

        @Override
        public void authError(InfoHash infoHash, ObjectException reason) {
            seen.add("auth-error " + infoHash);
        }
    }
}
