package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.DownloadException.Stalled;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a download treats existing files in the places of its own; compares their bytes before and after. */
@Tag("slow")
class FilesThatAreThereTest {
    private static final int PIECE = 1 << 14;
    private static final TestTorrent FILE = TestTorrent.of("object.bin", 10 * PIECE + 777, PIECE);
    private static final TestTorrent FOLDER = new ManyFiles("folder", PIECE)
            .file(3 * PIECE, "large")
            .file(100, "small")
            .file(200, "a", "smaller")
            .file(0, "empty")
            .torrent();

    private final List<SeedEngine> seeds = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeSeeds() {
        seeds.forEach(SeedEngine::close);
    }

    @Test
    void rightBytesWithATailAreAnotherFile() throws Exception {
        put("object.bin", Arrays.copyOf(FILE.content(), FILE.content().length + 1));
        assertNothingIsTouched(FILE, "has " + (FILE.content().length + 1) + " bytes");
        downloadForced(FILE);
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
    }

    @Test
    void rightBytesWithATailInAFolderAreAnotherFile() throws Exception {
        download(FOLDER);
        Map<String, String> right = files();
        for (String name : List.of("large", "small", "a/smaller", "empty")) {
            Path file = folder.resolve("folder").resolve(name);
            byte[] longer = Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) + 5);
            Files.write(file, longer);
            assertNothingIsTouched(FOLDER, "in the way: " + file);
            downloadForced(FOLDER);
            assertThat(files()).isEqualTo(right);
        }
    }

    @Test
    void longerFileThatSharesPiecesIsAnotherFile() throws Exception {
        byte[] longer = random(20 * PIECE);
        System.arraycopy(FILE.content(), 0, longer, 0, 9 * PIECE);
        put("object.bin", longer);
        assertNothingIsTouched(FILE, "--force");
    }

    @Test
    void fileOfWhichMostPiecesAreWrongIsAnotherFile() throws Exception {
        byte[] other = random(FILE.content().length);
        System.arraycopy(FILE.content(), 0, other, 0, 2 * PIECE);
        put("object.bin", other);
        assertNothingIsTouched(FILE, "not the torrent's");
        put("object.bin", Arrays.copyOf(other, 7 * PIECE));
        assertNothingIsTouched(FILE, "not the torrent's");
    }

    @Test
    void fileThatSharesOnlyZerosIsAnotherFile() throws Exception {
        byte[] content = new byte[10 * PIECE];
        content[0] = 1;
        TestTorrent sparse = TestTorrent.of("object.bin", content, PIECE);
        byte[] other = new byte[10 * PIECE];
        other[PIECE - 1] = 2;
        put("object.bin", other);
        assertNothingIsTouched(sparse, "not the torrent's");
    }

    @Test
    void otherFileIsNotOverwrittenUnlessForced() throws Exception {
        put("object.bin", "somebody's work".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertNothingIsTouched(FILE, "--force");
        downloadForced(FILE);
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
    }

    @Test
    void forcedDownloadReplacesNothingBeforeItIsComplete() throws Exception {
        byte[] other = random(5 * PIECE);
        put("object.bin", other);
        DownloadRequest alone = request(FILE).withForce().withPatience(Duration.ofMillis(500));
        assertThatThrownBy(() -> run(alone)).isInstanceOf(Stalled.class);
        assertThat(folder.resolve("object.bin")).hasBinaryContent(other);
    }

    @Test
    void damagedFileIsRepairedFromItsGoodPiecesAndTheFormerOneIsKept() throws Exception {
        byte[] damaged = FILE.content().clone();
        damaged[3 * PIECE + 5]++;
        put("object.bin", damaged);
        DownloadResult result = download(FILE);
        assertThat(result.fetched()).isEqualTo(PIECE);
        assertThat(files())
                .containsOnly(
                        Map.entry("object.bin", hash(FILE.content())), Map.entry("object.bin.replaced", hash(damaged)));
        assertThat(notes).singleElement().asString().contains("object.bin.replaced");
        put("object.bin", damaged);
        download(FILE);
        assertThat(files()).hasSize(3).containsEntry("object.bin.replaced.1", hash(damaged));
    }

    @Test
    void partOfAFileIsCompletedAndNothingElseIsLeft() throws Exception {
        put("object.bin", Arrays.copyOf(FILE.content(), 5 * PIECE + 100));
        assertThat(download(FILE).fetched()).isEqualTo(FILE.content().length - 5 * PIECE);
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
        byte[] holes = FILE.content().clone();
        Arrays.fill(holes, 3 * PIECE, 9 * PIECE, (byte) 0);
        put("object.bin", holes);
        download(FILE);
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
        assertThat(notes).isEmpty();
    }

    @Test
    void emptyFileIsReplaced() throws Exception {
        put("object.bin", new byte[0]);
        download(FILE);
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
    }

    @Test
    void smallFilesAreKeptWhenOneThatSharesTheirPieceIsMissing() throws Exception {
        download(FOLDER);
        Map<String, String> right = files();
        Object before = Files.getAttribute(folder.resolve("folder/small"), "lastModifiedTime");
        Files.delete(folder.resolve("folder/a/smaller"));
        download(FOLDER);
        assertThat(files()).isEqualTo(right);
        assertThat(Files.getAttribute(folder.resolve("folder/small"), "lastModifiedTime"))
                .isEqualTo(before);
        assertThat(notes).isEmpty();
    }

    @Test
    void otherSmallFileOfTheSameLengthIsKeptAndTheRightOneToo() throws Exception {
        byte[] other = random(100);
        put("folder/small", other);
        assertThatThrownBy(() -> download(FOLDER))
                .isInstanceOf(Occupied.class)
                .hasMessageContaining("folder/small")
                .hasMessageContaining(".part/small");
        assertThat(folder.resolve("folder/small")).hasBinaryContent(other);
        assertThat(folder.resolve("folder/large")).hasSize(3 * PIECE);
        assertThat(run(request(FOLDER).withForce()).fetched()).isZero();
        assertThat(files()).hasSize(4);
        assertThat(folder.resolve("folder/small"))
                .hasBinaryContent(Arrays.copyOfRange(FOLDER.content(), 3 * PIECE, 3 * PIECE + 100));
    }

    @Test
    void fileInPlaceOfAFolderIsKept() throws Exception {
        put("folder", random(100));
        assertNothingIsTouched(FOLDER, "is a file");
        Files.delete(folder.resolve("folder"));
        put("folder/a", random(100));
        assertNothingIsTouched(FOLDER, "is a file");
    }

    @Test
    void folderInPlaceOfAFileIsKeptEvenWhenForced() throws Exception {
        put("object.bin/precious", random(100));
        assertNothingIsTouched(FILE, "in the way");
        Map<String, String> before = files();
        assertThatThrownBy(() -> downloadForced(FILE)).isInstanceOf(Occupied.class);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void otherTorrentOfTheSameNameNeverMixesWithThisOne() throws Exception {
        byte[] content = FILE.content().clone();
        Arrays.fill(content, 0, 8 * PIECE, (byte) 7);
        TestTorrent other = TestTorrent.of("object.bin", content, PIECE);
        assertThatThrownBy(() -> run(request(other).withPatience(Duration.ofMillis(500))))
                .isInstanceOf(Stalled.class);
        Files.write(folder.resolve("." + other.infoHash() + ".part"), Arrays.copyOf(content, 3 * PIECE));
        Files.write(folder.resolve("." + FILE.infoHash() + ".part"), Arrays.copyOf(FILE.content(), 2 * PIECE));
        assertThat(download(FILE).fetched()).isEqualTo(FILE.content().length - 2 * PIECE);
        assertThat(folder.resolve("object.bin")).hasBinaryContent(FILE.content());
        assertNothingIsTouched(other, "not the torrent's");
        Files.delete(folder.resolve("object.bin"));
        assertThat(download(other).fetched()).isEqualTo(content.length - 3 * PIECE);
        assertThat(folder.resolve("object.bin")).hasBinaryContent(content);
    }

    @Test
    void runThatWasKilledBetweenBothNamesOfAFileIsCompleted() throws Exception {
        Path path = put("object.bin", FILE.content());
        Files.createLink(folder.resolve("." + FILE.infoHash() + ".part"), path);
        run(request(FILE));
        assertThat(files()).containsOnly(Map.entry("object.bin", hash(FILE.content())));
        Path damaged = folder.resolve("object.bin");
        Files.write(damaged, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.WRITE);
        Map<String, String> before = files();
        Files.createLink(folder.resolve("." + FILE.infoHash() + ".part"), damaged);
        download(FILE);
        assertThat(files()).containsEntry("object.bin.replaced", before.get("object.bin"));
    }

    @Test
    void finishedDownloadInAFolderThatTakesNoFilesIsFinished() throws Exception {
        put("object.bin", FILE.content());
        assertThat(new ResumeState(FILE.metainfo().info(), target(FILE), false, () -> false).isFinished())
                .isTrue();
        put("object.bin", Arrays.copyOf(FILE.content(), FILE.content().length + 1));
        assertThat(new ResumeState(FILE.metainfo().info(), target(FILE), false, () -> false).isFinished())
                .isFalse();
    }

    private TargetFiles target(TestTorrent torrent) throws IOException {
        return TargetFiles.of(torrent.metainfo().info(), folder);
    }

    private Path put(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Starts a download with a seeder, and expects it to fail. */
    private void assertNothingIsTouched(TestTorrent torrent, String reason) throws IOException {
        Map<String, String> before = files();
        assertThatThrownBy(() -> download(torrent)).isInstanceOf(Occupied.class).hasMessageContaining(reason);
        assertThat(files()).isEqualTo(before);
    }

    private DownloadResult download(TestTorrent torrent) throws IOException, InterruptedException {
        return run(request(torrent, seed(torrent)));
    }

    private void downloadForced(TestTorrent torrent) throws IOException, InterruptedException {
        run(request(torrent, seed(torrent)).withForce());
    }

    private DownloadResult run(DownloadRequest request) throws IOException, InterruptedException {
        DownloadListener listener = new DownloadListener() {
            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        return BtDownload.of(request, listener).run();
    }

    private DownloadRequest request(TestTorrent torrent, SeedEngine... from) {
        return DownloadRequest.of(torrent.metainfo(), folder)
                .withPeers(Arrays.stream(from).map(SeedEngine::listenAddress).toList())
                .withPatience(Duration.ofSeconds(60));
    }

    private SeedEngine seed(TestTorrent torrent) throws IOException {
        SeedEngine engine = BtSeedEngine.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random("-S30100-", TestSeed.shared()));
        seeds.add(engine);
        engine.add(torrent.seed());
        return engine;
    }

    /** All files of the folder, including hidden ones, with the hashes of their bytes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                files.put(name, hash(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private static String hash(byte[] bytes) {
        return bytes.length + " bytes, " + Arrays.hashCode(bytes);
    }
}
