package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.bt.DownloadException.Cancelled;
import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.bt.DownloadException.Stalled;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class BtDownloadTest {
    private static final int PIECE = 1 << 16;
    private static final TestTorrent FILE = TestTorrent.of("object.bin", 10 * PIECE + 777, PIECE);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<SeedEngine> seeds = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeSeeds() {
        seeds.forEach(SeedEngine::close);
    }

    @Test
    void fileArrivesUnderItsNameAndNothingElseIsLeft() throws Exception {
        DownloadResult result = download(request(FILE, seed(FILE.seed())));
        assertThat(result.path()).isEqualTo(folder.resolve("object.bin")).hasBinaryContent(FILE.content());
        assertThat(result.infoHash()).isEqualTo(FILE.infoHash());
        assertThat(result.name()).isEqualTo("object.bin");
        assertThat(result.size()).isEqualTo(FILE.content().length);
        assertThat(result.fetched()).isEqualTo(FILE.content().length);
        assertThat(filesIn(folder)).containsExactly("object.bin");
    }

    @Test
    void magnetAloneIsEnoughAndTheTorrentIsHandedOver() throws Exception {
        DownloadRequest request = DownloadRequest.of(FILE.metainfo().magnet(), folder)
                .withPeers(List.of(seed(FILE.seed()).listenAddress()))
                .withPatience(PATIENCE);
        DownloadResult result = download(request);
        assertThat(result.path()).hasBinaryContent(FILE.content());
        assertThat(result.metainfo().info()).isEqualTo(FILE.metainfo().info());
    }

    @Test
    void aV2OnlyTorrentIsRefusedAtOnceAndAHybridDownloads() throws Exception {
        InfoOptions v2 = new InfoOptions("n", PIECE, TorrentFormat.V2, false, Optional.empty());
        Metainfo only = Metainfo.of(MemoryTorrent.ofFile(v2, 5).info(), List.of(), "test");
        for (DownloadRequest request :
                List.of(DownloadRequest.of(only, folder), DownloadRequest.of(only.magnet(), folder))) {
            assertThatThrownBy(() -> download(request))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("v2-only");
        }
        InfoOptions both = new InfoOptions("n", PIECE, TorrentFormat.HYBRID, false, Optional.empty());
        MemoryTorrent made = MemoryTorrent.ofFolder(both, Map.of("a/b", PIECE + 1, "c", 5));
        TestTorrent hybrid = new TestTorrent(Metainfo.of(made.info(), List.of(), "test"), made.content());
        download(request(hybrid, seed(hybrid.seed())));
        made.files(folder).forEach((copy, bytes) -> assertThat(copy).hasBinaryContent(bytes));
    }

    @Test
    void filesOfATorrentComeWithEmptyOnesAndWithoutPads() throws Exception {
        TestTorrent many = new ManyFiles("folder", PIECE)
                .file(0, "empty")
                .file(PIECE + 1, "a", "one")
                .pad(PIECE - 1, ".pad", "65535")
                .file(3, "a", "b", "two")
                .file(0, "a", "none")
                .file(2 * PIECE, "three")
                .torrent();
        download(request(many, seed(many.seed())));
        Path root = folder.resolve("folder");
        assertThat(filesIn(root)).containsExactly("a/b/two", "a/none", "a/one", "empty", "three");
        assertThat(root.resolve("a/one")).hasBinaryContent(Arrays.copyOf(many.content(), PIECE + 1));
        assertThat(root.resolve("a/b/two"))
                .hasBinaryContent(Arrays.copyOfRange(many.content(), 2 * PIECE, 2 * PIECE + 3));
        assertThat(root.resolve("three"))
                .hasBinaryContent(Arrays.copyOfRange(many.content(), 2 * PIECE + 3, 4 * PIECE + 3));
        assertThat(root.resolve("empty")).isEmptyFile();
        assertThat(filesIn(folder)).hasSize(5);
    }

    @Test
    void unfinishedDownloadGoesOnWithThePiecesThatAreRight() throws Exception {
        byte[] half = Arrays.copyOf(FILE.content(), 5 * PIECE + 100);
        half[PIECE]++;
        Files.write(folder.resolve("." + FILE.infoHash() + ".part"), half);
        SeedEngine seed = seed(FILE.seed());
        DownloadResult result = download(request(FILE, seed));
        assertThat(result.path()).hasBinaryContent(FILE.content());
        assertThat(result.fetched()).isEqualTo(FILE.content().length - 4 * PIECE);
        assertThat(filesIn(folder)).containsExactly("object.bin");
    }

    @Test
    void finishedTargetNeedsNoPeer() throws Exception {
        Files.write(folder.resolve("object.bin"), FILE.content());
        DownloadResult result = download(DownloadRequest.of(FILE.metainfo(), folder));
        assertThat(result.path()).hasBinaryContent(FILE.content());
        assertThat(result.fetched()).isZero();
    }

    @Test
    void interruptedMoveOfFilesIsFinishedWithoutAPeer() throws Exception {
        TestTorrent many =
                new ManyFiles("folder", PIECE).file(100, "one").file(200, "two").torrent();
        Path unfinished = Files.createDirectories(folder.resolve("." + many.infoHash() + ".part"));
        Path root = Files.createDirectories(folder.resolve("folder"));
        Files.write(root.resolve("one"), Arrays.copyOf(many.content(), 100));
        Files.write(unfinished.resolve("two"), Arrays.copyOfRange(many.content(), 100, 300));
        download(DownloadRequest.of(many.metainfo(), folder));
        assertThat(filesIn(folder)).containsExactly("folder/one", "folder/two");
        assertThat(root.resolve("two")).hasBinaryContent(Arrays.copyOfRange(many.content(), 100, 300));
    }

    @Test
    void fileThatComesInTheWayMeanwhileIsNotOverwritten() throws Exception {
        SeedEngine seed = seed(FILE.seed());
        Path other = folder.resolve("object.bin");
        DownloadListener inTheWay = new DownloadListener() {
            @Override
            public void progress(long verified, long total, int peers) {
                try {
                    Files.writeString(other, "somebody's work");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        DownloadRequest request = request(FILE, seed);
        assertThatThrownBy(() -> BtDownload.of(request, inTheWay).run()).isInstanceOf(Occupied.class);
        assertThat(other).hasContent("somebody's work");
    }

    @Test
    void unsafeNamesAreReplacedAndNothingIsWrittenOutsideOfTheFolder() throws Exception {
        TestTorrent evil = new ManyFiles("..", PIECE)
                .file(10, "..", "evil")
                .file(20, "/abs")
                .link("..", "link")
                .torrent();
        Path target = folder.resolve("target");
        download(DownloadRequest.of(evil.metainfo().magnet(), target)
                .withPeers(List.of(seed(evil.seed()).listenAddress()))
                .withPatience(PATIENCE));
        assertThat(filesIn(folder)).containsExactly("target/__/__/evil", "target/__/_abs");
        assertThat(target.resolve("__/__/evil")).hasBinaryContent(Arrays.copyOf(evil.content(), 10));
    }

    @Test
    void filesOfOnePathNamesThatDifferByCaseAndLongNamesAllArrive() throws Exception {
        String longName = "\u6587".repeat(90) + ".mkv";
        TestTorrent many = new ManyFiles("d", PIECE)
                .file(100, "foo", "bar.txt")
                .file(200, "foo", "bar.txt")
                .file(300, "xt_MARK.h")
                .file(400, "xt_mark.h")
                .file(500, longName)
                .link("link")
                .torrent();
        download(request(many, seed(many.seed())));
        assertThat(filesIn(folder)).hasSize(5);
        assertThat(folder.resolve("d/foo/bar.txt")).hasBinaryContent(Arrays.copyOf(many.content(), 100));
        assertThat(folder.resolve("d/foo/bar.1.txt")).hasBinaryContent(Arrays.copyOfRange(many.content(), 100, 300));
        assertThat(folder.resolve("d/xt_MARK.h")).hasSize(300);
        assertThat(folder.resolve("d/xt_mark.h")).hasSize(400);
        assertThat(folder.resolve("d").resolve(DiskNames.name(longName, false)))
                .hasBinaryContent(Arrays.copyOfRange(many.content(), 1000, 1500));
        assertThat(download(DownloadRequest.of(many.metainfo(), folder)).fetched())
                .isZero();
    }

    @Test
    void peersMayBeAddedWhileItRuns() throws Exception {
        BtDownload download = BtDownload.of(request(FILE), DownloadListener.NONE);
        FutureTask<DownloadResult> running = start(download);
        download.addPeers(List.of(seed(FILE.seed()).listenAddress()));
        assertThat(running.get().path()).hasBinaryContent(FILE.content());
    }

    @Test
    void seedThatComesBackIsDialledAgain() throws Exception {
        SeedEngine first = seed(FILE.seed((piece, fetched) ->
                piece < 5 ? CompletableFuture.completedFuture(FILE.buffer(piece)) : new CompletableFuture<>()));
        InetSocketAddress address = first.listenAddress();
        AtomicLong verified = new AtomicLong();
        DownloadListener listener = new DownloadListener() {
            @Override
            public void progress(long bytes, long total, int peers) {
                verified.set(bytes);
            }
        };
        BtDownload download = BtDownload.of(request(FILE, first).withPatience(Duration.ofMinutes(1)), listener);
        FutureTask<DownloadResult> running = start(download);
        await().until(() -> verified.get() == 5 * PIECE); // sent pieces may still be in transit
        first.close();
        SeedEngine again = BtSeedEngine.start(address, PeerId.random("-S30100-", TestSeed.shared()));
        seeds.add(again);
        again.add(FILE.seed());
        assertThat(running.get().path()).hasBinaryContent(FILE.content());
        assertThat(again.uploadedBytes(FILE.infoHash())).isLessThan(FILE.content().length);
    }

    @Test
    void withoutPeersItEndsAndCanBeResumed() throws Exception {
        DownloadRequest nobody = request(FILE).withPatience(Duration.ofSeconds(1));
        assertThatThrownBy(() -> download(nobody)).isInstanceOf(Stalled.class).hasMessageContaining("no peers");
        DownloadRequest magnet =
                DownloadRequest.of(FILE.metainfo().magnet(), folder).withPatience(Duration.ofSeconds(1));
        assertThatThrownBy(() -> download(magnet)).isInstanceOf(Stalled.class).hasMessageContaining("resume");
        assertThat(download(request(FILE, seed(FILE.seed()))).path()).hasBinaryContent(FILE.content());
    }

    @Test
    void silentSeedEndsItTooAndItsPiecesAreKept() throws Exception {
        SeedEngine silent = seed(FILE.seed((piece, fetched) ->
                piece < 4 ? CompletableFuture.completedFuture(FILE.buffer(piece)) : new CompletableFuture<>()));
        DownloadRequest request = request(FILE, silent).withPatience(Duration.ofSeconds(3));
        assertThatThrownBy(() -> download(request)).isInstanceOf(Stalled.class).hasMessageContaining("from 1 peer");
        DownloadResult result = download(request(FILE, seed(FILE.seed())));
        assertThat(result.fetched()).isEqualTo(FILE.content().length - 4 * PIECE);
    }

    @Test
    void cancelEndsItWithoutAThreadOrAPort() throws Exception {
        BtDownload download = BtDownload.of(request(FILE), DownloadListener.NONE);
        FutureTask<DownloadResult> running = start(download);
        await().until(() -> threadsOf(download).findAny().isPresent());
        download.cancel();
        assertThatThrownBy(running::get).hasCauseInstanceOf(Cancelled.class);
        assertThat(threadsOf(download)).isEmpty();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), download.port()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void diskThatTakesNothingEndsItAtOnce() throws Exception {
        Files.createDirectories(folder.resolve("." + FILE.infoHash() + ".part"));
        DownloadRequest request = request(FILE, seed(FILE.seed())).withPatience(Duration.ofMinutes(5));
        assertThatThrownBy(() -> download(request))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(Stalled.class)
                .hasMessageContaining(".part");
    }

    @Test
    void peerThatSendsWrongBytesDoesNotKeepItFromTheRightOnes() throws Exception {
        SeedEngine liar = seed(FILE.seed((piece, fetched) ->
                CompletableFuture.completedFuture(Unpooled.buffer().writeZero(FILE.piece(piece).length))));
        BtDownload download = BtDownload.of(request(FILE, liar), DownloadListener.NONE);
        FutureTask<DownloadResult> running = start(download);
        await().until(() -> liar.uploadedBytes(FILE.infoHash()) > 3 * PIECE);
        download.addPeers(List.of(seed(FILE.seed()).listenAddress()));
        assertThat(running.get().path()).hasBinaryContent(FILE.content());
    }

    @Test
    void listenerHearsTheTorrentAndTheEnd() throws Exception {
        List<Metainfo> started = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        DownloadListener listener = new DownloadListener() {
            @Override
            public void started(Metainfo metainfo) {
                started.add(metainfo);
            }

            @Override
            public void progress(long verified, long total, int peers) {
                assertThat(total).isEqualTo(FILE.content().length);
                progress.add(verified);
            }
        };
        BtDownload.of(request(FILE, seed(FILE.seed())), listener).run();
        assertThat(started).containsExactly(FILE.metainfo());
        assertThat(progress).isSorted();
        assertThat(progress.get(progress.size() - 1)).isEqualTo(FILE.content().length);
    }

    private SeedEngine seed(SeedTorrent torrent) throws IOException {
        SeedEngine engine = BtSeedEngine.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random("-S30100-", TestSeed.shared()));
        seeds.add(engine);
        engine.add(torrent);
        return engine;
    }

    private DownloadRequest request(TestTorrent torrent, SeedEngine... from) {
        return DownloadRequest.of(torrent.metainfo(), folder)
                .withPeers(Arrays.stream(from).map(SeedEngine::listenAddress).toList())
                .withPatience(PATIENCE);
    }

    private static DownloadResult download(DownloadRequest request) throws IOException, InterruptedException {
        BtDownload download = BtDownload.of(request, DownloadListener.NONE);
        try {
            return download.run();
        } finally {
            assertThat(threadsOf(download)).isEmpty();
        }
    }

    private static FutureTask<DownloadResult> start(BtDownload download) {
        FutureTask<DownloadResult> running = new FutureTask<>(download::run);
        new Thread(running, "download").start();
        return running;
    }

    private static Stream<String> threadsOf(BtDownload download) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(download.port() + ".bt."));
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
