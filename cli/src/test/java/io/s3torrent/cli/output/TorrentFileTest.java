package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class TorrentFileTest {
    @TempDir
    Path folder;

    public static Metainfo torrent(String name, String... trackers) {
        return Metainfo.of(Info.ofFile(name, new PieceLayout(3, 16384), new byte[20]), List.of(trackers), "test");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        TorrentFile file = new TorrentFile(folder.resolve("a.torrent"), false);
        file.check();
        file.write(torrent("a", "http://t/"));
        assertThat(TorrentFile.read(file.path())).isEqualTo(torrent("a", "http://t/"));
        assertThat(folder).isDirectoryContaining(path -> path.equals(file.path()));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void theSameTorrentIsReplacedAndAnotherIsKept() throws IOException {
        TorrentFile file = new TorrentFile(folder.resolve("a.torrent"), false);
        file.write(torrent("a"));
        file.write(torrent("a", "http://t/"));
        assertThatThrownBy(() -> file.write(torrent("b"))).hasMessageContaining("holds another torrent");
        assertThat(TorrentFile.read(file.path())).isEqualTo(torrent("a", "http://t/"));
        new TorrentFile(file.path(), true).write(torrent("b"));
        assertThat(TorrentFile.read(file.path())).isEqualTo(torrent("b"));
    }

    @Test
    void whatIsNoTorrentIsKeptAndToldBeforeTheWork() throws IOException {
        Path precious = Files.writeString(folder.resolve("thesis.txt"), "precious");
        assertThatThrownBy(() -> new TorrentFile(precious, false).check())
                .hasMessage(
                        precious + ": exists and is not a torrent; choose another name, or overwrite it with --force");
        new TorrentFile(precious, true).check();
        assertThat(precious).hasContent("precious");
    }

    @Test
    void aFolderThatCannotBeMadeIsToldBeforeTheWork() throws IOException {
        new TorrentFile(folder.resolve("x/y/a.torrent"), false).check();
        assertThat(folder.resolve("x")).doesNotExist();
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new TorrentFile(file.resolve("x/a.torrent"), false).check())
                .hasMessageContaining(file + ": is a file (expected: a folder for ");
        assertThatThrownBy(() -> new TorrentFile(folder, false).check()).hasMessageContaining("is a folder");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatCannotBeWrittenIsNamedWithoutOurTemporaryName() {
        Path target = Path.of("/proc/a.torrent"); // no user may create files there
        assertThatThrownBy(() -> new TorrentFile(target, false).write(torrent("a")))
                .hasMessageMatching("/proc/a.torrent: cannot be written: (no such file or folder|permission denied)");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path target = folder.resolve("target");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target.getFileName());
        Files.createFile(target);
        new TorrentFile(link, true).write(torrent("a"));
        assertThat(link).isSymbolicLink();
        assertThat(TorrentFile.read(target)).isEqualTo(torrent("a"));
    }

    private Optional<Path> saved(Optional<TorrentFile> file) throws IOException {
        return SaveTarget.write(file, torrent("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "data.tar, data.tar.torrent",
        "'b:c*?', b_c__.torrent",
        "a/b\\c, a_b_c.torrent",
        "'a\u202eb', a_b.torrent",
        ".., _...torrent"
    })
    void torrentsAreSavedUnderNamesWithoutTricks(String name, String file) throws IOException {
        SaveTarget save = new SaveTarget(Optional.of(folder), false, false);
        assertThat(saved(save.file(name))).contains(folder.resolve(file));
        assertThat(folder.toFile().list()).containsExactly(file);
    }

    @ParameterizedTest
    @CsvSource({
        "data.tar, data.tar.torrent",
        "a/data.tar, a/data.tar.torrent",
        "a//b, a/_/b.torrent",
        "../../b, _../_../b.torrent",
        "./b, _./b.torrent",
        "dir/, dir/_.torrent",
        "/etc/passwd, _/etc/passwd.torrent"
    })
    void torrentsOfAPrefixAreSavedBelowTheFolder(String key, String file) throws IOException {
        SaveTarget save = new SaveTarget(Optional.of(folder.resolve("new")), true, false);
        assertThat(saved(save.fileBelow("", key)))
                .contains(folder.resolve("new").resolve(file));
        assertThat(folder.resolve("new").resolve(file)).isRegularFile();
        assertThat(folder.toFile().list()).containsExactly("new");
    }

    @Test
    void longKeysBecomeNamesThatFit() throws IOException {
        SaveTarget save = new SaveTarget(Optional.of(folder), false, false);
        assertThat(saved(save.file("\ud83d\ude00".repeat(200))))
                .hasValueSatisfying(path -> assertThat(path).isRegularFile());
    }
}
