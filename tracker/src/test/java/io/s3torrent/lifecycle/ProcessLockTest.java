package io.s3torrent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.lifecycle.ProcessLock.InUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the lock within one process; the tests of its users use two processes. */
final class ProcessLockTest {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() throws IOException {
        file = folder.toRealPath().resolve("lock");
    }

    @Test
    void aSecondUserIsToldTheProcessOfTheFirst() throws IOException {
        try (ProcessLock lock = ProcessLock.take(file)) {
            assertThat(lock).isNotNull();
            assertThat(file).hasContent(PID);
            assertThatThrownBy(() -> ProcessLock.take(file))
                    .isInstanceOfSatisfying(
                            InUseException.class, e -> assertThat(e.pid()).isEqualTo(PID))
                    .hasMessage(file + ": locked by process " + PID);
        }
    }

    @Test
    void aLockThatWasFreedCanBeTakenAgain() throws IOException {
        ProcessLock.take(file).close();
        assertThat(file).exists();

        ProcessLock.take(file).delete();
        assertThat(file).doesNotExist();

        ProcessLock.take(file).close();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path other = Files.createFile(folder.resolve("other"));
        Files.createSymbolicLink(file, other);

        assertThatThrownBy(() -> ProcessLock.take(file)).isInstanceOf(IOException.class);
        assertThat(other).isEmptyFile();
        Files.delete(file);
        ProcessLock.take(file).close();
    }

    @Test
    void aFolderThatIsNotThereIsAnError() throws IOException {
        Path missing = file.resolveSibling("missing").resolve("lock");

        assertThatThrownBy(() -> ProcessLock.take(missing)).isInstanceOf(IOException.class);
        Path made = Files.createDirectory(file.resolveSibling("missing"));
        ProcessLock.take(made.resolve("lock")).close();
    }
}
