package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.bt.DownloadException.InUse;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
    private static final TestTorrent ONE = TestTorrent.of("object.bin", 100, 1 << 14);
    private static final TestTorrent OTHER = TestTorrent.of("other.bin", 100, 1 << 14);

    @TempDir
    Path folder;

    /** The process that holds the lock until it is killed. Arguments: TORRENT FOLDER. */
    public static void main(String[] args) throws Exception {
        var info = MetainfoCodec.decode(Files.readAllBytes(Path.of(args[0]))).info();
        try (WriterLock lock = WriterLock.take(TargetFiles.of(info, Path.of(args[1])))) {
            assertThat(lock).isNotNull();
            assertThat(System.in.read()).isNegative();
        }
    }

    @Test
    void secondDownloadIsToldTheProcessOfTheFirst() throws Exception {
        try (WriterLock first = WriterLock.take(target(ONE, folder))) {
            assertThatThrownBy(() -> WriterLock.take(target(ONE, folder)))
                    .isInstanceOf(InUse.class)
                    .hasMessageContaining(
                            "process " + ProcessHandle.current().pid() + " already downloads this torrent");
            assertThat(first).isNotNull();
            WriterLock.take(target(OTHER, folder)).close();
        }
        WriterLock.take(target(ONE, folder)).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderOfAnotherNameIsTheSameFolder() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        try (WriterLock first = WriterLock.take(target(ONE, real))) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> WriterLock.take(target(ONE, link))).isInstanceOf(InUse.class);
        }
    }

    @Test
    void killOfTheFirstFreesTheLock() throws Exception {
        Process first = fork();
        try {
            Path file = folder.resolve("." + ONE.infoHash() + ".part.lock");
            await().until(() -> Files.exists(file) && Files.readString(file).equals(first.pid() + "\n"));
            assertThatThrownBy(() -> BtDownload.of(DownloadRequest.of(ONE.metainfo(), folder), DownloadListener.NONE)
                            .run())
                    .isInstanceOf(InUse.class)
                    .hasMessageContaining("process " + first.pid() + " already");
        } finally {
            first.destroyForcibly().waitFor();
        }
        assertThat(files()).contains("." + ONE.infoHash() + ".part.lock");
        WriterLock.take(target(ONE, folder)).close();
        assertThat(files()).containsExactly("object.torrent");
    }

    private Process fork() throws IOException {
        Path torrent = Files.write(folder.resolve("object.torrent"), MetainfoCodec.encode(ONE.metainfo()));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WriterLockTest.class.getName(),
                        torrent.toString(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private static TargetFiles target(TestTorrent torrent, Path folder) throws IOException {
        return TargetFiles.of(torrent.metainfo().info(), folder);
    }
}
