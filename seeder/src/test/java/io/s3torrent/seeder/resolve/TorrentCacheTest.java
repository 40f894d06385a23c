package io.s3torrent.seeder.resolve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    @TempDir
    private Path stateDir;

    private final Info info = TestTorrent.of("k", 1000, 16384).metainfo().info();

    private TorrentCache kept(int files, long bytes, Instant now) {
        BoundedFolder.Limits limits = new BoundedFolder.Limits(files, bytes);
        return new TorrentCache(
                new StateDir(stateDir), new BoundedFolder(folder, limits, Clock.fixed(now, ZoneOffset.UTC)), "store");
    }

    /** The torrents of ten versions, which have the same info. */
    private static TorrentPlan plan(int etag) {
        ObjectVersion version =
                new ObjectVersion(MemoryBucket.location("k"), 1000, "\"" + etag + "\"", Optional.empty());
        InfoOptions spec = InfoOptions.v1("k", 16384);
        return new TorrentPlan(Content.of(version), TorrentFiles.single(spec, 1000), spec, HashingListener.NONE);
    }

    private List<Integer> present(TorrentCache kept) {
        return Stream.iterate(0, i -> i + 1)
                .limit(20)
                .filter(i -> kept.find(plan(i)).isPresent())
                .toList();
    }

    @Test
    void beyondTheBoundThoseUsedLongestAgoGo() throws IOException {
        for (int i = 0; i < 10; i++) {
            kept(10, 1 << 20, NOW.plusSeconds(i)).keep(plan(i), info);
        }
        assertThat(kept(10, 1 << 20, NOW.plusSeconds(20)).find(plan(0))).contains(info); // used again
        kept(10, 1 << 20, NOW.plusSeconds(30)).keep(plan(10), info);
        assertThat(present(kept(10, 1 << 20, NOW.plusSeconds(40)))).containsExactly(0, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void theBytesOfAllAreBoundedToo() {
        TorrentCache kept = kept(1000, 1000, NOW);
        for (int i = 0; i < 20; i++) {
            kept.keep(plan(i), info);
        }
        assertThat(present(kept)).isNotEmpty().hasSizeLessThan(10);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isBetween(1L, 1000L);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesOfOthersStayAndAreNotInTheWay() throws IOException {
        Path theirs = Files.writeString(folder.resolve("notes.torrent"), "mine");
        Files.writeString(folder.resolve("123.tmp"), "of a process at work");
        Path abandoned = Files.writeString(folder.resolve("456.tmp"), "of a process that was killed");
        Files.setLastModifiedTime(folder.resolve("123.tmp"), FileTime.from(NOW.minusSeconds(10)));
        Files.setLastModifiedTime(abandoned, FileTime.from(NOW.minusSeconds(10_000)));
        TorrentCache kept = kept(1, 1000, NOW);
        kept.keep(plan(1), info);
        kept.keep(plan(2), info);
        assertThat(theirs).hasContent("mine");
        assertThat(folder.resolve("123.tmp")).exists();
        assertThat(abandoned).doesNotExist();
    }

    @Test
    void aBrokenFileIsAsNone() throws IOException {
        TorrentCache kept = kept(10, 1000, NOW);
        kept.keep(plan(1), info);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        for (byte[] broken : List.of(new byte[0], "d4:infoi1ee".getBytes(UTF_8), new byte[100])) {
            Files.write(file, broken);
            assertThat(kept.find(plan(1))).isEmpty();
            assertThat(file).doesNotExist();
        }
        Files.write(file, whole);
        assertThat(kept.find(plan(1))).contains(info);
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(kept.find(plan(1))).isEmpty();
    }

    private Path onlyFile(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).collect(onlyElement());
        }
    }

    private static Collector<Path, ?, Path> onlyElement() {
        return Collectors.collectingAndThen(Collectors.toList(), all -> {
            assertThat(all).hasSize(1);
            return all.get(0);
        });
    }

    @Test
    void whateverBitIsFlippedTheFileIsSetAsideAndATorrentCanBeKeptAnew() throws IOException {
        TorrentCache kept = kept(10, 1 << 20, NOW);
        kept.keep(plan(1), info);
        Path file = onlyFile(".kept");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);

            assertThat(kept.find(plan(1))).as("bit %d", bit).isEmpty();
            assertThat(file).doesNotExist();
            assertThat(onlyFile(".kept.bad")).hasBinaryContent(flipped);
        }
        kept.keep(plan(1), info);
        assertThat(kept.find(plan(1))).contains(info);
    }

    @Test
    void noMoreDamagedFilesStayThanSomebodyLooksAt() throws IOException {
        for (int i = 0; i < 40; i++) {
            TorrentCache kept = kept(1000, 1 << 20, NOW.plusSeconds(i));
            kept.keep(plan(i), info);
            Files.write(onlyFile(".kept"), new byte[] {1});
            assertThat(kept.find(plan(i))).isEmpty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(16);
        }
    }

    @Test
    void aFileOfAnEarlierVersionIsUsedAndGetsAChecksum() throws IOException {
        TorrentCache kept = kept(10, 1 << 20, NOW);
        kept.keep(plan(1), info);
        Path file = onlyFile(".kept");
        byte[] sealed = Files.readAllBytes(file);
        Path old = folder.resolve(file.getFileName().toString().replace(".kept", ".torrent"));
        Files.delete(file);
        Files.write(old, MetainfoCodec.encode(Metainfo.of(info, List.of(), "an earlier version")));

        assertThat(kept.find(plan(1))).contains(info);
        assertThat(old).doesNotExist();
        assertThat(file).hasBinaryContent(sealed);
    }

    @Test
    void aBrokenFileOfAnEarlierVersionIsSetAside() throws IOException {
        TorrentCache kept = kept(10, 1 << 20, NOW);
        kept.keep(plan(1), info);
        Path file = onlyFile(".kept");
        Path old = folder.resolve(file.getFileName().toString().replace(".kept", ".torrent"));
        Files.delete(file);
        Files.writeString(old, "d4:infoi1ee");

        assertThat(kept.find(plan(1))).isEmpty();
        assertThat(onlyFile(".torrent.bad")).hasContent("d4:infoi1ee");

        Files.write(old, MetainfoCodec.encode(Metainfo.of(info, List.of(), "an earlier version")));
        kept.forget(plan(1));
        assertThat(old).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        TorrentCache kept = new TorrentCache(new StateDir(file), "store");
        assertThatCode(() -> kept.keep(plan(1), info)).doesNotThrowAnyException();
        assertThatCode(() -> kept.keep(plan(2), info)).doesNotThrowAnyException();
        assertThat(kept.find(plan(1))).isEmpty();
        assertThatCode(() -> kept.forget(plan(1))).doesNotThrowAnyException();
    }
}
