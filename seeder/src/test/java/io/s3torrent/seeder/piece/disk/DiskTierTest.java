package io.s3torrent.seeder.piece.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.piece.cache.TieredCache;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a torrent's peers get with a disk tier, and which requests the store receives. */
@Tag("slow")
class DiskTierTest {
    private static final int MIB = 1 << 20;
    private static final TestTorrent TORRENT = TestTorrent.of("object.bin", 9 * MIB + 77, MIB / 2);
    private static final int PIECES = TORRENT.layout().pieceCount();

    @TempDir
    private Path parent;

    private Path folder;
    private final MemoryStore store = new MemoryStore(TORRENT.content());
    private final TestClock clock = new TestClock("1970-01-01T00:00:00Z");
    private TieredCache cache;

    @BeforeEach
    void start() throws IOException {
        folder = parent.resolve("a/cache");
        cache = open(16 * MIB);
    }

    private TieredCache open(long diskBytes) throws IOException {
        return TieredCache.open(folder, diskBytes, clock);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private void restart(long diskBytes) throws IOException {
        cache.close();
        cache = open(diskBytes);
    }

    private int gets() {
        return store.requestedRanges().size();
    }

    private long bytesRead() {
        return store.requestedRanges().stream().mapToLong(ByteRange::length).sum();
    }

    @Test
    void publishingReadsAnObjectLargerThanMemoryOnceAndNoRunReadsItAgain() throws IOException {
        assertThat(cache.hash(TORRENT, store)).isEqualTo(TORRENT.metainfo().info());
        cache.readAll(TORRENT, store);
        assertThat(bytesRead()).isEqualTo(TORRENT.content().length);
        for (int run = 0; run < 3; run++) {
            restart(16 * MIB);
            cache.readAll(TORRENT, store);
        }
        assertThat(bytesRead()).isEqualTo(TORRENT.content().length);
    }

    @Test
    void whatPeersHadFetchedIsThereAfterARestart() throws IOException {
        assertThat(cache.read(TORRENT, store, 3)).isEqualTo(TORRENT.piece(3));
        restart(16 * MIB);
        assertThat(cache.read(TORRENT, store, 2)).as("of the same window").isEqualTo(TORRENT.piece(2));
        assertThat(gets()).isEqualTo(1);
    }

    @Test
    void bytesThatRottedOnTheDiskAreFetchedAgainAndNeverGiven() throws IOException {
        cache.hash(TORRENT, store);
        restart(16 * MIB);
        int before = gets();
        flipByteOnDisk(TORRENT.piece(5));
        cache.readAll(TORRENT, store);
        assertThat(gets()).isEqualTo(before + 1);
        clock.step(Duration.ofMinutes(1));
        flipByteOnDisk(TORRENT.piece(9));
        flipByteOnDisk(TORRENT.piece(13));
        cache.readAll(TORRENT, store);
        assertThat(gets()).as("also what was right a minute ago").isEqualTo(before + 3);
    }

    /** Flips a bit of a piece, wherever it is on the disk. */
    private void flipByteOnDisk(byte[] piece) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("units").toFile(), "rw")) {
            byte[] all = new byte[(int) file.length()];
            file.readFully(all);
            for (int at = 0; at + piece.length <= all.length; at += 1) {
                if (all[at] == piece[0] && Arrays.equals(all, at, at + piece.length, piece, 0, piece.length)) {
                    file.seek(at + 1000L);
                    file.write(~piece[1000]);
                }
            }
        }
    }

    @Test
    void anotherVersionOfAnObjectIsNeverMixedWithWhatIsKept() throws IOException {
        cache.hash(TORRENT, store);
        restart(16 * MIB);
        // same location, length and ETag, but other bytes, as in another store
        TestTorrent other = TestTorrent.of("other.bin", 9 * MIB + 77, MIB / 2);
        MemoryStore otherStore = new MemoryStore(other.content());
        cache.readAll(other, otherStore);
    }

    @Test
    void itTakesNoMoreThanItsBoundAndKeepsWhatIsUsed() throws IOException {
        restart(4 * MIB);
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            int piece = random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(PIECES);
            assertThat(cache.read(TORRENT, store, piece)).isEqualTo(TORRENT.piece(piece));
            assertThat(cache.disk().used()).as("seed 4, read %d", i).isLessThanOrEqualTo(4 * MIB);
        }
        assertThat(folder.resolve("units")).hasSize(4 * MIB);
        assertThat(gets()).as("most reads are of few pieces").isLessThan(150);
    }

    @Test
    void anObjectLargerThanTheDiskIsKeptInPartAndServedWhole() throws IOException {
        restart(4 * MIB);
        cache.hash(TORRENT, store);
        await().untilAsserted(() -> assertThat(cache.disk().used()).isGreaterThan(3 * MIB));
        cache.readAll(TORRENT, store);
        assertThat(bytesRead()).isLessThan(2L * TORRENT.content().length - 2 * MIB);
    }

    @Test
    void aFolderServesOneSeeder() {
        assertThatThrownBy(() -> open(16 * MIB))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another seeder uses this cache folder");
        cache.readAll(TORRENT, store);
    }

    @Test
    void aFolderThatCannotBeUsedIsRefusedInWords() throws IOException {
        cache.close();
        Files.writeString(folder.resolve("VERSION"), "2\n");
        assertThatThrownBy(() -> open(16 * MIB)).hasMessageContaining("form \"2\" (expected: 1)");
        Files.writeString(folder.resolve("VERSION"), "");
        cache = open(16 * MIB);
        assertThat(folder.resolve("VERSION")).hasContent("1");
        Path file = Files.createFile(parent.resolve("file"));
        folder = file;
        assertThatThrownBy(() -> open(16 * MIB)).hasMessageContaining("not a folder");
    }

    @Test
    void noOtherUserMayLookIntoIt() throws IOException {
        cache.readAll(TORRENT, store);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .endsWith("------"));
        }
    }

    /** Random seed 6. */
    @Test
    void whateverTheIndexSaysOnlyRightBytesAreGiven() throws IOException {
        cache.hash(TORRENT, store);
        cache.close();
        byte[] index = Files.readAllBytes(folder.resolve("index"));
        Random random = new Random(6);
        for (int i = 0; i < 10; i++) {
            byte[] wrong = index.clone();
            for (int j = 0; j < 20; j++) {
                wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(folder.resolve("index"), Arrays.copyOf(wrong, random.nextInt(wrong.length)));
            cache = open(16 * MIB);
            cache.readAll(TORRENT, store);
            cache.close();
        }
        cache = open(16 * MIB);
    }

    @Test
    void slicesOutliveTheTier() throws IOException {
        cache.hash(TORRENT, store);
        restart(16 * MIB);
        ByteBuf sending = cache.source(TORRENT, store).read(7).join();
        cache.close();
        assertThat(ByteBufUtil.getBytes(sending)).isEqualTo(TORRENT.piece(7));
        sending.release();
        cache = open(16 * MIB);
    }
}
