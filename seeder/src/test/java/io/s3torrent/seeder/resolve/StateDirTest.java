package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirTest {
    private static final Map<String, String> ALL =
            Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", "XDG_STATE_HOME", "/xdg", "HOME", "/home/me");

    @TempDir
    private Path folder;

    @Test
    void theUsersWordGoesBeforeSystemdBeforeXdgBeforeHome() {
        assertThat(resolve(Optional.of(Path.of("/mine")), ALL)).isEqualTo("/mine");
        assertThat(resolve(Optional.empty(), ALL)).isEqualTo("/var/lib/a");
        assertThat(resolve(Optional.empty(), Map.of("XDG_STATE_HOME", "/xdg"))).isEqualTo("/xdg/s3torrent");
        assertThat(resolve(Optional.empty(), Map.of("HOME", "/home/me"))).isEqualTo("/home/me/.local/state/s3torrent");
    }

    @Test
    void aRelativeXdgFolderIsIgnored() {
        assertThat(resolve(Optional.empty(), Map.of("XDG_STATE_HOME", "xdg", "HOME", "/home/me")))
                .isEqualTo("/home/me/.local/state/s3torrent");
    }

    @Test
    void isMadeForItsUserOnlyAndFoundAgain() throws IOException {
        StateDir state = new StateDir(folder.resolve("a/b"));

        assertThat(state.open()).isEqualTo(state.path());

        assertThat(Files.getPosixFilePermissions(state.path()))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
        assertThat(state.path().resolve("VERSION")).hasContent("1");
        assertThat(state.open()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aDamagedVersionIsNamed() throws IOException {
        Files.write(folder.resolve("VERSION"), new byte[] {(byte) 0xb1, '\n'});

        assertThatThrownBy(() -> new StateDir(folder).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format \"\u00b1\" (expected: 1)")
                .hasMessageContaining("VERSION is damaged");
    }

    @Test
    void whatAnotherVersionMadeIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("VERSION"), "2\n");

        assertThatThrownBy(() -> new StateDir(folder).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format \"2\" (expected: 1)");
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new StateDir(file).open()).hasMessageContaining("not a folder");
    }

    private static String resolve(Optional<Path> option, Map<String, String> env) {
        return StateDir.resolve(option, env).path().toString();
    }
}
