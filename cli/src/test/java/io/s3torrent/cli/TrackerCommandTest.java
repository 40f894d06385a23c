package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.tracker.access.PasskeySecret;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TrackerCommandTest {
    @TempDir
    private Path folder;

    @Test
    void anOpenTrackerSaysSoAndNamesItsUrls() throws Exception {
        assertThat(ready("--http", "127.0.0.1:0", "--udp", "[::]:0", "--access", "open"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("ready: HTTP on 127.0.0.1:"),
                        line -> assertThat(line)
                                .matches("  announce     http://127.0.0.1:[0-9]+/announce, udp://HOST:[0-9]+/announce"),
                        line -> assertThat(line)
                                .isEqualTo("  torrents     every torrent that a client announces (--access open)"),
                        line -> assertThat(line).isEqualTo("  clients      everyone"));
    }

    @Test
    void aTrackerForMembersSaysWhatItTracksAndForWhom() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "0123456789abcdef0123456789abcdef01234567\n");
        Path secret = folder.resolve("secret");
        PasskeySecret.create(secret);
        assertThat(ready(
                        "--http",
                        "127.0.0.1:0",
                        "--udp",
                        "127.0.0.1:0",
                        "--allow",
                        list.toString(),
                        "--passkey-secret",
                        secret.toString()))
                .anyMatch(line -> line.endsWith("/announce/PASSKEY"))
                .contains(
                        "  torrents     1 in " + list + ", and those added to it later",
                        "  clients      only users with a passkey, from s3torrent passkey");
    }

    /** The four lines that a tracker prints when it is ready. */
    private List<String> ready(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("tracker"));
        command.addAll(List.of(args));
        Process process = Run.process(command.toArray(String[]::new))
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>();
            String line = out.readLine();
            while (line != null && lines.size() < 3) {
                lines.add(line);
                line = out.readLine();
            }
            lines.add(String.valueOf(line));
            return lines;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
