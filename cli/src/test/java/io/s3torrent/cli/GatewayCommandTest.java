package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class GatewayCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aPublicGatewayWithoutKeysSaysThatItRejectsEveryone() throws Exception {
        Path messages = folder.resolve("stderr");
        Process process = Run.process(
                        "gateway",
                        "--listen",
                        "0.0.0.0:0",
                        "--peer-listen",
                        "127.0.0.1:0",
                        "--tracker",
                        "127.0.0.1:0",
                        "--endpoint-url",
                        "http://127.0.0.1:1",
                        "--no-sign-request",
                        "--state-dir",
                        folder.resolve("state").toString())
                .redirectError(messages.toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).startsWith("ready: ");
            await().until(() -> read(messages).contains("with --access-keys FILE\n"));
            assertThat(read(messages)).contains("warning: this gateway rejects every request: 0.0.0.0:");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
