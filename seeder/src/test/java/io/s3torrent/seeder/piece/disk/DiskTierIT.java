package io.s3torrent.seeder.piece.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.piece.cache.TieredCache;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.testing.ForeignTool;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A cache folder with processes that are killed, that compete for it, and whose disk is full. */
class DiskTierIT {
    private static final int MIB = 1 << 20;
    private static final int KILLS = 12;
    private static final int PATIENCE_SECONDS = 60;
    private static final String ROOM_AGAIN = "there is room again";
    private static final TestTorrent TORRENT = TestTorrent.of("object.bin", 9 * MIB + 77, MIB / 4);

    /** Smaller than the torrent, so that units are evicted all the time. */
    private static final int DISK = 5 * MIB;

    @TempDir
    private Path folder;

    /** The main method of the other process, with the folder and the task as arguments. */
    public static void main(String[] args) throws Exception {
        Path cache = Path.of(args[1]);
        switch (args[0]) {
            case "read" -> readForEver(cache, TestSeed.seed());
            case "full" -> useFullDisk(cache);
            default -> loseTheFile(cache);
        }
    }

    /** Bytes that another process truncates can neither be read nor touched. */
    private static void loseTheFile(Path cache) throws IOException {
        MemoryStore store = new MemoryStore(TORRENT.content());
        TestClock clock = new TestClock("1970-01-01T00:00:00Z");
        try (TieredCache tiers = TieredCache.open(cache, 16 * MIB, clock)) {
            tiers.hash(TORRENT, store);
            for (int round = 0; round < 50; round++) { // until it is compiled
                tiers.readAll(TORRENT, store);
                clock.step(Duration.ofMinutes(1));
            }
            Files.write(cache.resolve("units"), new byte[3 * MIB]);
            tiers.readAll(TORRENT, store);
        }
    }

    private static void readForEver(Path cache, long seed) throws IOException {
        Random random = new Random(seed);
        MemoryStore store = new MemoryStore(TORRENT.content());
        try (TieredCache tiers = TieredCache.open(cache, DISK, Clock.systemUTC())) {
            tiers.readAll(TORRENT, store);
            Files.createFile(cache.resolve("working"));
            while (true) {
                int piece = random.nextInt(TORRENT.layout().pieceCount());
                assertThat(tiers.read(TORRENT, store, piece))
                        .as("seed %d, piece %d", seed, piece)
                        .isEqualTo(TORRENT.piece(piece));
            }
        }
    }

    /** Works in a file system of 6 MiB: units that do not fit are still served, and are kept once there is room again. */
    private static void useFullDisk(Path cache) throws IOException {
        Path ballast = Files.write(cache.resolve("ballast"), new byte[3 * MIB]);
        MemoryStore store = new MemoryStore(TORRENT.content());
        TestClock clock = new TestClock("1970-01-01T00:00:00Z");
        try (TieredCache tiers = TieredCache.open(cache, 64 * MIB, clock)) {
            assertThat(tiers.hash(TORRENT, store)).isEqualTo(TORRENT.metainfo().info());
            tiers.readAll(TORRENT, store);
            long kept = tiers.disk().used();
            assertThat(kept).isBetween(1L * MIB, 3L * MIB);
            LoggerFactory.getLogger(DiskTierIT.class).warn(ROOM_AGAIN);
            Files.delete(ballast);
            tiers.readAll(TORRENT, store);
            assertThat(tiers.disk().used()).isEqualTo(kept);
            clock.step(Duration.ofHours(1));
            tiers.readAll(TORRENT, store);
            await().untilAsserted(() -> assertThat(tiers.disk().used()).isGreaterThan(kept));
        }
        int before = store.requestedRanges().size();
        try (TieredCache tiers = TieredCache.open(cache, 64 * MIB, clock)) {
            tiers.readAll(TORRENT, store);
        }
        assertThat(store.requestedRanges().size() - before).isLessThan(8);
    }

    @Test
    void afterEveryKillOnlyRightBytesAreServedAndSomeAreStillThere() throws Exception {
        long seed = TestSeed.seed();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Files.deleteIfExists(folder.resolve("working"));
            Process process = fork("read", List.of());
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> Files.exists(folder.resolve("working")) || !process.isAlive());
            boolean ended = process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            assertThat(ended).as(() -> "seed " + seed + "\n" + log()).isFalse();
            process.destroyForcibly().waitFor();
        }
        MemoryStore store = new MemoryStore(TORRENT.content());
        try (TieredCache tiers = TieredCache.open(folder, DISK, Clock.systemUTC())) {
            assertThat(tiers.disk().used()).as("seed %d", seed).isGreaterThan(DISK / 2);
            tiers.readAll(TORRENT, store);
        }
        assertThat(store.requestedRanges().size())
                .as("pieces that were read from the store")
                .isLessThan(TORRENT.layout().pieceCount());
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        Process process = fork("read", List.of());
        try {
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> Files.exists(folder.resolve("working")) || !process.isAlive());
            assertThatThrownBy(() -> TieredCache.open(folder, DISK, Clock.systemUTC()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(folder.toRealPath()
                            + ": another seeder uses this cache folder (expected: one for each; see --cache-dir)");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFullDiskEndsTheWritingOnceWarnedOfAndNothingElse() throws Exception {
        ForeignTool.requireOwnMounts();
        String mount = "mount -t tmpfs -o size=6m tmpfs '" + folder + "' && exec \"$@\"";
        Process process = fork("full", List.of("unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"));
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(this::log).isZero();
        assertThat(log().split(ROOM_AGAIN, 2)[0])
                .containsOnlyOnce("pieces cannot be written to the cache folder")
                .contains("No space left");
    }

    @Test
    void aFileThatSomebodyElseCutOffCostsThePiecesInItAndNotTheProcess() throws Exception {
        Process process = fork("lose", List.of());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(this::log).isZero();
        assertThat(log()).contains("a unit in the cache folder is corrupted");
    }

    private Process fork(String what, List<String> wrapper) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DiskTierIT.class.getName(),
                what,
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
    }

    /** Next to the folder, because a mount may cover the folder. */
    private Path logFile() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
