package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.client.ChecksumS3;
import io.s3torrent.testing.ForeignTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@code s3api get-object-torrent} of the AWS CLI with ours. The store answers the CLI with the object itself. */
class AwsCliIT {
    @TempDir
    private Path folder;

    private Path aws = Path.of("aws");
    private ChecksumS3 store;

    @BeforeEach
    void start() throws IOException {
        aws = ForeignTool.require("/usr/bin/aws"); // a version that the user installed with pip may hide it
        store = ChecksumS3.start();
        store.put("bucket", "key", new byte[300_000]);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bucket bucket --key key --request-payer requester",
                "--bucket bucket --key key --request-payer requester --output text",
                "--bucket bucket --key key --output text",
                "--bucket bucket --key key --expected-bucket-owner 123456789012 --no-paginate --output text",
                "--bucket bucket --key missing",
                "--bucket bucket",
                "--bucket bucket --key key --bogus",
            })
    void bothSayTheSame(String options) throws Exception {
        List<String> words = new ArrayList<>(List.of("s3api", "get-object-torrent"));
        words.addAll(List.of(options.split(" ", -1)));
        words.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));

        Run theirs = theirs(words);
        Run ours = ours(words);

        assertThat(ours.exitCode()).isEqualTo(theirs.exitCode());
        assertThat(ours.stdout()).isEqualTo(theirs.stdout());
        assertThat(refusal(ours)).isEqualTo(refusal(theirs));
    }

    /** The line that scripts search for. */
    private static List<String> refusal(Run run) {
        return run.stderr()
                .lines()
                .filter(line -> line.contains("An error occurred"))
                .toList();
    }

    private Run ours(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.add(folder.resolve("ours").toString());
        Map<String, String> keptHere =
                Map.of("S3TORRENT_STATE_DIR", folder.resolve("state").toString());
        return Run.with(keptHere, all.toArray(String[]::new));
    }

    private Run theirs(List<String> words) throws Exception {
        List<String> all = Stream.of(
                        Stream.of(aws.toString()),
                        words.stream(),
                        Stream.of(folder.resolve("theirs").toString()))
                .flatMap(word -> word)
                .toList();
        ProcessBuilder command = new ProcessBuilder(all);
        command.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        command.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        Path stderr = folder.resolve("stderr");
        Process process = command.redirectError(stderr.toFile()).start();
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), stdout, Files.readString(stderr));
    }
}
