package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.SafePaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathsTest {

    static Stream<Arguments> badNames() {
        return Stream.of(
                Arguments.of("..", "leads out"),
                Arguments.of(".", "leads out"),
                Arguments.of("...", "leads out"),
                Arguments.of(". .", "leads out"),
                Arguments.of("/abs", "slash"),
                Arguments.of("a/../../b", "slash"),
                Arguments.of("a\\b", "slash"),
                Arguments.of("..\\..\\b", "slash"),
                Arguments.of("a\0b", "control"),
                Arguments.of("a\nb", "control"),
                Arguments.of("\u001b[2J", "control"),
                Arguments.of("a\u0085b", "control"),
                Arguments.of("a\u2028b", "control"),
                Arguments.of("cod\u202egpj.exe", "bidirectional"),
                Arguments.of("a\u2066b", "bidirectional"),
                Arguments.of("a\u200fb", "bidirectional"),
                Arguments.of("CON", "device"),
                Arguments.of("con.txt", "device"),
                Arguments.of("Aux", "device"),
                Arguments.of("nul .tar.gz", "device"),
                Arguments.of("COM1", "device"),
                Arguments.of("lpt\u00b2.log", "device"),
                Arguments.of("x".repeat(256), "255 bytes"),
                Arguments.of("\u00e9".repeat(128), "255 bytes"),
                Arguments.of(".0123456789abcdef0123456789abcdef01234567.part", "unfinished"));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void badNameIsRefusedWithAReasonWhereverItStands(String name, String reason) {
        assertRefused(TestTorrent.of(name, 1, 1).metainfo().info(), reason);
        assertRefused(new ManyFiles(name, 1).file(1, "good").info(), reason);
        assertRefused(new ManyFiles("good", 1).file(1, name).info(), reason);
        assertRefused(new ManyFiles("good", 1).file(1, name, "good").info(), reason);
        assertRefused(new ManyFiles("good", 1).file(1, "good", name).info(), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".hidden",
                "a b",
                "a..b",
                "..a",
                "100%",
                "a:b",
                "a+b",
                "\u65e5\u672c\u8a9e",
                "\ud83d\ude00",
                "console",
                "com",
                "nullable.txt",
                "a\u200db",
                "-rf",
                "~"
            })
    void ordinaryNameIsTaken(String name) {
        assertThatCode(() ->
                        SafePaths.check(TestTorrent.of(name, 1, 1).metainfo().info()))
                .doesNotThrowAnyException();
        assertThatCode(() -> SafePaths.check(
                        new ManyFiles(name, 1).file(1, name, name).info()))
                .doesNotThrowAnyException();
    }

    @Test
    void emptyPartIsRefused() {
        assertRefused(new ManyFiles("good", 1).file(1, "").info(), "empty part");
        assertRefused(new ManyFiles("good", 1).file(1, "a", "", "b").info(), "empty part");
    }

    @Test
    void longestNameThatFitsIsTaken() {
        assertThatCode(() -> SafePaths.check(
                        TestTorrent.of("x".repeat(255), 1, 1).metainfo().info()))
                .doesNotThrowAnyException();
    }

    @Test
    void longPathOfShortNamesIsRefused() {
        String[] path = Stream.generate(() -> "x".repeat(200)).limit(11).toArray(String[]::new);
        assertRefused(new ManyFiles("good", 1).file(1, path).info(), "2048 bytes");
    }

    @Test
    void namesThatAreOneWithoutCaseAreRefused() {
        assertRefused(new ManyFiles("d", 1).file(1, "a").file(1, "a").info(), "twice");
        assertRefused(new ManyFiles("d", 1).file(1, "README").file(1, "readme").info(), "twice");
        assertRefused(new ManyFiles("d", 1).file(1, "x", "A").file(1, "X", "a").info(), "twice");
        assertRefused(new ManyFiles("d", 1).file(1, "\u00e9").file(1, "E\u0301").info(), "twice");
        assertRefused(new ManyFiles("d", 1).file(1, "a").file(1, "a.").info(), "twice");
    }

    @Test
    void fileThatIsAFolderTooIsRefused() {
        assertRefused(new ManyFiles("d", 1).file(1, "a").file(1, "A", "b").info(), "twice");
        assertRefused(new ManyFiles("d", 1).file(1, "a", "b").file(1, "a").info(), "twice");
    }

    @Test
    void filesMayShareAFolder() {
        assertThatCode(() -> SafePaths.check(new ManyFiles("d", 1)
                        .file(1, "a", "b")
                        .file(1, "a", "c")
                        .info()))
                .doesNotThrowAnyException();
    }

    @Test
    void padFilesMayHaveAnyName() {
        assertThatCode(() -> SafePaths.check(new ManyFiles("d", 1)
                        .file(1, "a")
                        .pad(1, "..", "CON")
                        .pad(1, "..", "CON")
                        .info()))
                .doesNotThrowAnyException();
    }

    @Test
    void symbolicLinkIsRefused() {
        assertRefused(new ManyFiles("d", 1).file(1, "a").link("b").info(), "symbolic link");
    }

    @Test
    void messageHasNoControlCharactersAndIsShort() {
        Info info =
                TestTorrent.of("\u001b[2J" + "x".repeat(5000), 1, 1).metainfo().info();
        assertThatThrownBy(() -> SafePaths.check(info))
                .satisfies(refused ->
                        assertThat(refused.getMessage()).hasSizeLessThan(250).doesNotContain("\u001b"));
    }

    @Test
    void linkOnTheDiskIsNotFollowed(@TempDir Path folder) throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createSymbolicLink(target.resolve("d"), outside);
        Info info = new ManyFiles("d", 1).file(1, "a").info();
        assertThatThrownBy(() -> TargetFiles.of(info, target))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("symbolic link");
    }

    private static void assertRefused(Info info, String reason) {
        assertThatThrownBy(() -> SafePaths.check(info))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining(reason);
    }
}
