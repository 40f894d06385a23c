package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.s3.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorrentFilesTest {
    private static final int PIECE = 16384;

    private static InfoOptions spec(TorrentFormat format) {
        return new InfoOptions("dir", PIECE, format, false, Optional.empty());
    }

    private static List<String> folder(TorrentFormat format, long length, String... keys) {
        List<FileEntry> files =
                Stream.of(keys).map(key -> MemoryTorrent.file(key, length)).toList();
        return TorrentFiles.folder(files, spec(format)).stream()
                .map(file -> String.join("/", file.path()))
                .toList();
    }

    @Test
    void filesOfAV1TorrentAreInTheOrderOfTheirKeysBytes() {
        assertThat(folder(TorrentFormat.V1, 1, "a/c", "b", "a-b", "\ud83d\ude00", "\uffee", "Z"))
                .containsExactly("Z", "a-b", "a/c", "b", "\uffee", "\ud83d\ude00");
    }

    @Test
    void filesOfATreeAreInTheOrderOfTheTree() {
        assertThat(folder(TorrentFormat.V2, PIECE, "a/c", "b", "a-b", "a/b/c"))
                .containsExactly("a/b/c", "a/c", "a-b", "b");
    }

    @Test
    void padsOfAV1TorrentAreLeftOutWhenTheyWouldAddMoreThanFivePercent() {
        assertThat(folder(TorrentFormat.V1, 20 * PIECE - 1, "a", "b")).containsExactly("a", ".pad/1", "b", ".pad/1");
        long most = 20 * PIECE - 780; // 780 zeros are one part in 420
        assertThat(folder(TorrentFormat.V1, most, "a", "b")).containsExactly("a", ".pad/780", "b", ".pad/780");
        assertThat(folder(TorrentFormat.V1, PIECE + 1, "a", "b")).containsExactly("a", "b");
        assertThat(folder(TorrentFormat.HYBRID, 1, "a", "b")).containsExactly("a", ".pad/16383", "b", ".pad/16383");
    }

    @Test
    void aFileWithoutBytesOrThatFillsItsPiecesNeedsNoPad() {
        List<FileEntry> files = TorrentFiles.padded(
                List.of(new FileEntry(List.of("full"), 2 * PIECE, false), new FileEntry(List.of("empty"), 0, false)),
                PIECE);
        assertThat(files).noneMatch(FileEntry::pad);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "/a", "a/", "../a", "a/../../b", ".", "a/./b", "a\u0000b", "a\\..\\b", "x\u202ey"})
    void aKeyThatNobodyShouldWriteIsRefusedBeforeAnythingIsRead(String key) {
        List<FileEntry> files = TorrentFiles.folder(List.of(MemoryTorrent.file(key, 1)), spec(TorrentFormat.V1));
        assertThatThrownBy(() -> new TorrentHashes(spec(TorrentFormat.V1), files))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("the torrent's file \"");
    }

    @Test
    void keysThatCannotAllBeFilesAreRefused() {
        for (List<String> keys : List.of(List.of("a", "a/b"), List.of("a/b", "a"), List.of("README", "README"))) {
            List<FileEntry> files =
                    keys.stream().map(key -> MemoryTorrent.file(key, 1)).toList();
            assertThatThrownBy(() -> new TorrentHashes(spec(TorrentFormat.V1), files))
                    .isInstanceOf(MetainfoException.class)
                    .hasMessageContaining("occurs twice");
        }
    }

    @Test
    void keysThatOnlySomeSystemsCannotWriteAreTaken() throws MetainfoException {
        List<FileEntry> files =
                List.of("README", "readme", "Readme/x", "con.txt", "a.", "\u00e9", "e\u0301", "...").stream()
                        .map(key -> MemoryTorrent.file(key, 1))
                        .toList();
        assertThat(new TorrentHashes(spec(TorrentFormat.V1), files).layout().objectLength())
                .isEqualTo(files.size());
    }

    @Test
    void aTreeIsMadeAsDeepAsItCanBeReadAndNoDeeper() throws MetainfoException {
        String deepest = "x/".repeat(FileTree.MAX_DEPTH - 1) + "y";
        byte[] file = MemoryTorrent.ofFolder(spec(TorrentFormat.HYBRID), Map.of(deepest, 1))
                .file();
        assertThat(MetainfoCodec.decode(file).info().files()).hasSize(2);
        assertThatThrownBy(() -> MemoryTorrent.ofFolder(spec(TorrentFormat.HYBRID), Map.of("x/" + deepest, 1)))
                .hasMessageContaining("29 nested folders (expected in a v2 torrent: <= 28)");
        assertThat(MemoryTorrent.ofFolder(spec(TorrentFormat.V1), Map.of("x/" + deepest, 1))
                        .info()
                        .size())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b/", "a\nb"})
    void aNameThatNobodyShouldWriteIsRefused(String name) {
        InfoOptions spec = InfoOptions.v1(name, PIECE);
        assertThatThrownBy(() -> new TorrentHashes(spec, TorrentFiles.single(spec, 1)))
                .isInstanceOf(MetainfoException.class);
    }

    @Test
    void contentHasZerosForPadsAndOneObjectForEachFileWithBytes() throws MetainfoException {
        MemoryStore store = new MemoryStore(new byte[10]);
        List<FileEntry> files = TorrentFiles.padded(
                List.of(MemoryTorrent.file("a", 10), MemoryTorrent.file("empty", 0), MemoryTorrent.file("b", 10)),
                PIECE);
        assertThat(TorrentFiles.content(files, List.of(store.version(), store.version()))
                        .length())
                .isEqualTo(2 * PIECE);
        assertThatThrownBy(() -> TorrentFiles.content(files, List.of(store.version())))
                .hasMessageContaining("\"b\" is a file of the torrent, but has no object");
        assertThatThrownBy(() -> TorrentFiles.content(List.of(MemoryTorrent.file("a", 11)), List.of(store.version())))
                .hasMessageContaining("\"a\" has 11 bytes in this torrent, but s3://bucket/dir/object.bin has 10");
        assertThatThrownBy(() -> TorrentFiles.content(List.of(), List.of(store.version())))
                .hasMessageContaining("not a file of this torrent");
    }
}
