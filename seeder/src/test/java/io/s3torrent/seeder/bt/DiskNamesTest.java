package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskNamesTest {
    private static final String LONG_HASH = "-5df03144"; // fixed, because an interrupted download must find its files again

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".hidden",
                "a b",
                "a..b",
                "..a",
                "...",
                ". .",
                "a.",
                "100%",
                "a:b",
                "a+b",
                "CON",
                "con.txt",
                "\u65e5\u672c\u8a9e",
                "\ud83d\ude00",
                "a\u200db",
                "-rf",
                "~"
            })
    void ordinaryNameStaysAsItIs(String name) {
        assertThat(DiskNames.name(name, false)).isEqualTo(name);
        assertThat(exact(new ManyFiles(name, 1).file(1, name, name).info())).containsExactly(name + "/" + name);
    }

    static Stream<Arguments> replaced() {
        return Stream.of(
                Arguments.of("..", "__"),
                Arguments.of(".", "_"),
                Arguments.of("", "_"),
                Arguments.of("/abs", "_abs"),
                Arguments.of("a/../../b", "a_.._.._b"),
                Arguments.of("..\\b", ".._b"),
                Arguments.of("a\0b", "a_b"),
                Arguments.of("a\nb", "a_b"),
                Arguments.of("\u001b[2J", "_[2J"),
                Arguments.of("a\u0085b\u2028", "a_b_"),
                Arguments.of("cod\u202egpj.exe", "cod_gpj.exe"),
                Arguments.of("a\u2066b\u200f", "a_b_"));
    }

    @ParameterizedTest
    @MethodSource("replaced")
    void dangerousCharactersAreReplacedWhereverTheyStand(String name, String onDisk) {
        assertThat(DiskNames.name(name, false)).isEqualTo(onDisk);
        Info info = new ManyFiles("good", 1).file(1, name, name).file(1, "q").info();
        assertThat(exact(info)).containsExactly(onDisk + "/" + onDisk, "q");
        if (!name.isEmpty()) {
            assertThat(names(new ManyFiles(name, 1).file(1, "a").info(), NameFolding.NONE)
                            .root())
                    .isEqualTo(onDisk);
        }
    }

    @Test
    void nameOfAnUnfinishedDownloadIsReplaced() {
        String name = ".0123456789abcdef0123456789abcdef01234567.part";
        for (String end : List.of("", ".lock")) {
            Info info = TestTorrent.of(name + end, 1, 1).metainfo().info();
            assertThat(names(info, NameFolding.NONE).root()).isEqualTo("_" + name.substring(1) + end);
        }
    }

    @Test
    void windowsNeedsMoreReplacedAndHasDevices() {
        assertThat(DiskNames.name("a:b<c>?.", true)).isEqualTo("a_b_c___");
        assertThat(DiskNames.name("a ", true)).isEqualTo("a_");
        assertThat(Stream.of("CON", "con.txt", "Aux", "nul .tar.gz", "COM1", "lpt\u00b2.log"))
                .allMatch(DiskNames::isDevice);
        assertThat(Stream.of("console", "com", "nullable.txt")).noneMatch(DiskNames::isDevice);
    }

    @Test
    void longNameIsCutInWholeCharactersAndKeepsItsExtension() {
        String name = "\u6587".repeat(90) + ".mkv";
        assertThat(DiskNames.name(name, false)).isEqualTo("\u6587".repeat(80) + LONG_HASH + ".mkv");
        assertThat(DiskNames.name("\ud83d\ude00".repeat(64), false)).startsWith("\ud83d\ude00".repeat(61) + "-");
        assertThat(DiskNames.name("x".repeat(255), false)).isEqualTo("x".repeat(255));
        for (String longer :
                List.of("x".repeat(256), "x".repeat(5000), "." + "x".repeat(255), "a." + "b".repeat(300))) {
            assertThat(utf8(DiskNames.name(longer, false))).isEqualTo(255);
        }
        assertThat(DiskNames.name("x".repeat(300) + "1", false))
                .isNotEqualTo(DiskNames.name("x".repeat(300) + "2", false));
    }

    @Test
    void longPathIsCutAndStaysDistinct() {
        String[] path = Stream.generate(() -> "x".repeat(200)).limit(30).toArray(String[]::new);
        String[] sibling = path.clone();
        sibling[20] = "y";
        Info info = new ManyFiles("d", 1).file(1, path).file(1, sibling).info();
        assertThat(exact(info)).doesNotHaveDuplicates().allMatch(onDisk -> utf8(onDisk) < 2048);
    }

    @Test
    void filesOfOnePathAreNumbered() {
        Info info = new ManyFiles("d", 1)
                .file(1, "foo", "bar.txt")
                .file(1, "foo", "bar.txt")
                .file(1, "foo", "bar.1.txt")
                .file(1, "foo", "bar.txt")
                .file(1, "x".repeat(255))
                .file(1, "x".repeat(255))
                .file(1, ".a")
                .file(1, ".a")
                .info();
        List<String> names = exact(info);
        assertThat(names).startsWith("foo/bar.txt", "foo/bar.2.txt", "foo/bar.1.txt", "foo/bar.3.txt");
        assertThat(names).endsWith(".a", ".a.1").doesNotHaveDuplicates().allMatch(name -> utf8(name) <= 255 + 4);
        assertThat(exact(info)).isEqualTo(names);
    }

    @Test
    void fileThatIsAFolderTooIsNumbered() {
        assertThat(exact(new ManyFiles("d", 1).file(1, "a").file(1, "a", "b").info()))
                .containsExactly("a.1", "a/b");
        assertThat(exact(new ManyFiles("d", 1)
                        .file(1, "a", "b", "c")
                        .file(1, "a", "b")
                        .file(1, "a")
                        .info()))
                .containsExactly("a/b/c", "a/b.1", "a.1");
    }

    @Test
    void namesThatDifferByCaseAreKeptWhereTheFileSystemTellsThemApart() {
        Info info = new ManyFiles("d", 1)
                .file(1, "xt_MARK.h")
                .file(1, "xt_mark.h")
                .file(1, "X", "a")
                .file(1, "x", "A")
                .file(1, "\u00e9")
                .file(1, "e\u0301")
                .file(1, "q")
                .file(1, "q.")
                .info();
        List<String> all = List.of("xt_MARK.h", "xt_mark.h", "X/a", "x/A", "\u00e9", "e\u0301", "q", "q.");
        assertThat(exact(info)).isEqualTo(all);
        assertThat(onDisk(info, new NameFolding(true, false, false)))
                .containsExactly("xt_MARK.h", "xt_mark.1.h", "X/a", "x/A.1", "\u00e9", "e\u0301", "q", "q.");
        assertThat(onDisk(info, new NameFolding(false, true, false)))
                .containsExactly("xt_MARK.h", "xt_mark.h", "X/a", "x/A", "\u00e9", "e\u0301.1", "q", "q.");
        assertThat(onDisk(info, NameFolding.ALL)).hasSize(8).contains("q.1.");
    }

    @Test
    void padsAndLinksTakeNoName() {
        Info info = new ManyFiles("d", 1)
                .file(1, "a")
                .pad(1, "a")
                .link("a")
                .link("a", "b")
                .file(1, "c")
                .info();
        assertThat(names(info, NameFolding.ALL).anyNumbered()).isFalse();
    }

    @Test
    void thousandsOfFilesOfOnePathTakeNoLongerThanOthers() {
        ManyFiles many = new ManyFiles("d", 1 << 14);
        for (int i = 0; i < 20_000; i++) {
            many.file(i == 0 ? 1 : 0, "x".repeat(254) + (char) ('a' + i % 26));
        }
        assertThat(new HashSet<>(exact(many.info()))).hasSize(20_000);
    }

    @Test
    void fileSystemIsAskedWhatItTellsApart(@TempDir Path folder) throws Exception {
        NameFolding folding = NameFolding.probe(folder);
        assertThat(folder).isEmptyDirectory();
        Files.createFile(folder.resolve("README"));
        assertThat(folding.ofCase()).isEqualTo(Files.exists(folder.resolve("readme")));
        assertThat(NameFolding.probe(folder.resolve("none"))).isEqualTo(NameFolding.NONE);
    }

    @Test
    void linkOnTheDiskIsNotFollowed(@TempDir Path folder) throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path target = Files.createDirectories(folder.resolve("target"));
        Info info = new ManyFiles("d", 1).file(1, "a", "b").info();
        for (Path link : List.of(target.resolve("d"), target.resolve("." + info.infoHash() + ".part"))) {
            Files.createSymbolicLink(link, outside);
            assertRefused(info, target);
            Files.delete(link);
        }
        Files.createDirectory(target.resolve("d"));
        Files.createSymbolicLink(target.resolve("d/a"), outside);
        assertRefused(info, target);
        Files.delete(target.resolve("d/a"));
        Files.createDirectory(target.resolve("d/a"));
        Files.createSymbolicLink(target.resolve("d/a/b"), outside.resolve("none"));
        assertRefused(info, target);
        assertThat(outside).isEmptyDirectory();
    }

    private static void assertRefused(Info info, Path folder) {
        assertThatThrownBy(() -> TargetFiles.of(info, folder))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("symbolic link");
    }

    private static List<String> exact(Info info) {
        return onDisk(info, NameFolding.NONE);
    }

    private static List<String> onDisk(Info info, NameFolding folding) {
        DiskNames names = names(info, folding);
        return IntStream.range(0, info.files().size()).mapToObj(names::path).toList();
    }

    private static DiskNames names(Info info, NameFolding folding) {
        return DiskNames.of(info, folding, false);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
