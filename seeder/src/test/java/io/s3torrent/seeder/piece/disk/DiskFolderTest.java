package io.s3torrent.seeder.piece.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DiskFolderTest {
    private static final int BYTES = 1 << 20;

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("cache"));
    }

    /** Opens the folder as a seeder does, and closes it. */
    private void open() throws IOException {
        DiskTier.open(new DiskCacheConfig(folder, BYTES), BYTES, Clock.systemUTC())
                .close();
        assertThat(folder.resolve("VERSION")).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "VERSION", "units", "index", "index.new"})
    void aSymbolicLinkIsDeletedAndItsTargetIsNotTouched(String name) throws IOException {
        Path target = Files.writeString(parent.resolve("precious"), "keep me");
        Files.createSymbolicLink(folder.resolve(name), target);
        open();
        assertThat(target).hasContent("keep me");
        assertThat(Files.isSymbolicLink(folder.resolve(name))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "VERSION", "units", "index", "index.new"})
    void aLinkToNowhereMakesNoFileThere(String name) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), parent.resolve("nowhere"));
        open();
        assertThat(parent.resolve("nowhere")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "VERSION", "units", "index", "index.new"})
    @DisabledOnOs(OS.WINDOWS)
    void aFifoIsDeletedAndDoesNotBlock(String name) throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(mkfifo.exitValue()).isZero();
        open();
        Path file = folder.resolve(name);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.exists(file))
                .isTrue();
    }

    @Test
    void aFolderIsAnErrorThatSaysWhatToDo() throws IOException {
        Path units = Files.createDirectory(folder.resolve("units"));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage(units.toRealPath()
                        + ": a folder (expected: a file of the cache); delete it, or name another --cache-dir");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00b1\n",
                "q\n",
                "1\u0000",
                "0",
                "-1",
                "1.5",
                "\u0000\u00ff\u00fe",
                "12345678901234567890123456789012345"
            })
    void aDamagedVersionIsWrittenAgain(String damaged) throws IOException {
        Files.write(folder.resolve("VERSION"), damaged.getBytes(StandardCharsets.ISO_8859_1));
        open();
    }

    @Test
    void theFolderOfAnotherVersionIsKept() throws IOException {
        Files.writeString(folder.resolve("VERSION"), "27\n");
        assertThatThrownBy(this::open).hasMessageContaining("format \"27\" (expected: 1)");
        assertThat(folder.resolve("VERSION")).hasContent("27");
    }
}
