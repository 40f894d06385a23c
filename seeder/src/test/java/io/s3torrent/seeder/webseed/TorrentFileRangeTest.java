package io.s3torrent.seeder.webseed;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorrentFileRangeTest {
    private static final int PIECE = 16384;

    private static InfoOptions spec(String name, TorrentFormat format) {
        return new InfoOptions(name, PIECE, format, false, Optional.empty());
    }

    private static MemoryTorrent folder(TorrentFormat format) throws MetainfoException {
        return MemoryTorrent.ofFolder(
                spec("dir", format), Map.of("a", 400_000, "b/c d", 1, "b/empty", 0, "z", PIECE, "zz", 300_001));
    }

    private static Optional<TorrentFileRange> find(MemoryTorrent torrent, String... path) {
        return TorrentFileRange.find(torrent.info(), List.of(path));
    }

    @ParameterizedTest
    @EnumSource
    void aSingleFileIsFoundByItsNameAndByNothing(TorrentFormat format) throws MetainfoException {
        MemoryTorrent torrent = MemoryTorrent.ofFile(spec("a b.c", format), 100_001);
        assertThat(find(torrent, "a b.c")).hasValueSatisfying(file -> {
            assertThat(file.start()).isZero();
            assertThat(file.length()).isEqualTo(100_001);
        });
        assertThat(find(torrent, "")).isPresent();
        assertThat(find(torrent, "a b")).isEmpty();
        assertThat(find(torrent, "a b.c", "")).isEmpty();
        assertThat(find(torrent, "", "a b.c")).isEmpty();
        assertThat(find(torrent, ".pad", "13000")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyFileOfAFolderIsFoundWhereItsBytesAre(TorrentFormat format) throws MetainfoException {
        MemoryTorrent torrent = folder(format);
        long start = 0;
        for (FileEntry entry : torrent.info().files()) {
            String[] path =
                    Stream.concat(Stream.of("dir"), entry.path().stream()).toArray(String[]::new);
            assertThat(find(torrent, path)).hasValueSatisfying(file -> {
                assertThat(file.length()).isEqualTo(entry.length());
                assertThat(entry.path())
                        .isEqualTo(torrent.info().files().get(file.index()).path());
            });
            if (!entry.pad()) {
                assertThat(find(torrent, path).orElseThrow().start()).isEqualTo(start);
            }
            start += entry.length();
        }
    }

    @Test
    void nothingElseIsFound() throws MetainfoException {
        MemoryTorrent torrent = folder(TorrentFormat.V1);
        assertThat(find(torrent, "")).isEmpty();
        assertThat(find(torrent, "dir")).isEmpty();
        assertThat(find(torrent, "dir", "")).isEmpty();
        assertThat(find(torrent, "a")).isEmpty();
        assertThat(find(torrent, "dir", "b")).isEmpty();
        assertThat(find(torrent, "dir", "b", "c d", "")).isEmpty();
        assertThat(find(torrent, "dir", "b/c d")).as("a slash within a name").isEmpty();
        assertThat(find(torrent, "dir", "..", "dir", "a")).isEmpty();
        assertThat(find(torrent, "DIR", "a")).isEmpty();
    }

    @Test
    void aFileThatIsCalledAsAPadIsIsPreferred() throws MetainfoException {
        MemoryTorrent torrent =
                MemoryTorrent.ofFolder(spec("dir", TorrentFormat.V1), Map.of("-", 40 * PIECE - 100, ".pad/100", 7));
        assertThat(torrent.info().files().get(1).pad()).isTrue();
        assertThat(find(torrent, "dir", ".pad", "100"))
                .hasValueSatisfying(file -> assertThat(file.length()).isEqualTo(7));
    }

    @Test
    void tagsDifferFromFileToFileAndFromTorrentToTorrent() throws MetainfoException {
        assertThat(List.of(
                        find(folder(TorrentFormat.V1), "dir", "a").orElseThrow().etag(),
                        find(folder(TorrentFormat.V1), "dir", "z").orElseThrow().etag(),
                        find(folder(TorrentFormat.HYBRID), "dir", "a")
                                .orElseThrow()
                                .etag()))
                .doesNotHaveDuplicates()
                .allMatch(tag -> tag.matches("\"[0-9a-f]{40}-[0-9]+\""));
    }
}
