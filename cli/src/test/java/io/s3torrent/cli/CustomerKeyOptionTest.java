package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.ScriptedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerKeyOptionTest {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY=";

    @TempDir
    Path folder;

    @Test
    void theKeyGoesWithEveryRequestAndIsNeverSaid() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), KEY + "\n");
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[100])) {
            Run run = create(s3, key, "--debug");
            assertThat(run.exitCode()).as(run.stderr()).isZero();
            assertThat(s3.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.header("x-amz-server-side-encryption-customer-key"))
                            .isEqualTo(KEY));
            assertThat(run.stdout() + run.stderr()).doesNotContain(KEY.substring(0, 10));
        }
    }

    @Test
    void aFileThatIsNoKeyIsAMistakeInTheConfiguration() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "secret");
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[100])) {
            Run run = create(s3, key);
            assertThat(run.exitCode()).isEqualTo(253);
            assertThat(run.stderr())
                    .isEqualTo("s3torrent: The customer key " + key
                            + " cannot be used (expected: a readable file of 32 bytes, raw or in base64)\n");
            assertThat(s3.requests()).isEmpty();
        }
    }

    private Run create(ScriptedS3 s3, Path key, String... more) {
        String[] words = {
            "create",
            "s3://bucket/key",
            "-O",
            folder.resolve("f.torrent").toString(),
            "--state-dir",
            folder.resolve("state").toString(),
            "--no-sign-request",
            "--endpoint-url",
            s3.endpoint().toString(),
            "--sse-customer-key-file",
            key.toString()
        };
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Run.of(all);
    }
}
