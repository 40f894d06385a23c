package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.client.ChecksumS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class GetObjectTorrentTest {
    @TempDir
    private Path folder;

    private ChecksumS3 store;
    private Path outfile;

    @BeforeEach
    void start() throws IOException {
        store = ChecksumS3.start();
        store.put("bucket", "dir/key", new byte[300_000]);
        outfile = folder.resolve("out.torrent");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void writesTheTorrentThatCreateMakes() throws IOException {
        Run run = get("--bucket", "bucket", "--key", "dir/key", outfile.toString());

        assertThat(run)
                .isEqualTo(new Run(0, "{}\n", "s3torrent: the torrent names no tracker; --announce URL adds one\n"));
        Run create = Run.with(
                keptHere(),
                "create",
                "s3://bucket/dir/key",
                "-O",
                folder.resolve("made").toString(),
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request");
        assertThat(create.exitCode()).isZero();
        assertThat(outfile).hasSameBinaryContentAs(folder.resolve("made"));
    }

    @Test
    void tellsWhoPaid() throws IOException {
        Run run = get(
                "--bucket",
                "bucket",
                "--key",
                "dir/key",
                "--request-payer",
                "requester",
                "--announce",
                "http://t.example/announce",
                outfile.toString());

        assertThat(run).isEqualTo(new Run(0, "{\n    \"RequestCharged\": \"requester\"\n}\n", ""));
    }

    @Test
    void theAnswerMayBeText() {
        Run run = get(
                "--bucket",
                "bucket",
                "--key",
                "dir/key",
                "--request-payer",
                "requester",
                "--output",
                "text",
                outfile.toString());

        assertThat(run.stdout()).isEqualTo("requester\n");
    }

    @Test
    void anOutfileThatIsThereIsOverwritten() throws IOException {
        Files.writeString(outfile, "something else");

        assertThat(get("--bucket", "bucket", "--key", "dir/key", outfile.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(outfile, StandardCharsets.ISO_8859_1)).startsWith("d10:created by");
    }

    @Test
    void theWholeLineOfTheAwsCliWorks() {
        Run run = Run.with(
                keptHere(),
                "s3api",
                "get-object-torrent",
                "--bucket",
                "bucket",
                "--key",
                "dir/key",
                "--no-paginate",
                "--color",
                "off",
                "--output",
                "json",
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--expected-bucket-owner",
                "123456789012",
                outfile.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).isEqualTo("{}\n");
        assertThat(outfile).isNotEmptyFile();
    }

    @Test
    void globalOptionsMayComeBetween() {
        String endpoint = store.endpoint().toString();
        String line = "--no-sign-request s3api --endpoint-url " + endpoint
                + " get-object-torrent --bucket bucket --key dir/key ";

        Run run = Run.with(keptHere(), (line + outfile).split(" "));

        assertThat(run.exitCode()).isZero();
    }

    @Test
    void globalOptionsMayComeFirst() {
        Run run = Run.with(
                keptHere(),
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "s3api",
                "get-object-torrent",
                "--bucket",
                "bucket",
                "--key",
                "dir/key",
                outfile.toString());

        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aRefusalIsInTheWordsOfTheAwsCliAndLeavesNoFile() {
        Run missing = get("--bucket", "bucket", "--key", "missing", outfile.toString());
        assertThat(missing)
                .isEqualTo(
                        new Run(
                                254,
                                "",
                                "\nAn error occurred (NoSuchKey) when calling the GetObjectTorrent operation: scripted NoSuchKey\n"));

        store.watch(request -> 403);
        Run denied = get("--bucket", "bucket", "--key", "dir/key", outfile.toString());
        assertThat(denied.exitCode()).isEqualTo(254);
        assertThat(denied.stderr())
                .startsWith("\nAn error occurred (Scripted) when calling the GetObjectTorrent operation: ");
        assertThat(outfile).doesNotExist();
    }

    @Test
    void otherFailuresHaveTheCodesOfTheAwsCli() {
        assertThat(get("--bucket", "bucket", outfile.toString()).exitCode()).isEqualTo(252);
        assertThat(get("--bucket", "bucket", "--key", "", outfile.toString()).exitCode())
                .isEqualTo(252);
        assertThat(get("--bucket", "bucket", "--key", "dir/key").stderr())
                .contains("the following arguments are required: OUTFILE");
        assertThat(get(
                                "--bucket",
                                "bucket",
                                "--key",
                                "k",
                                folder.resolve("no/such").toString())
                        .exitCode())
                .isEqualTo(255);
        Run unreachable = Run.with(
                keptHere(),
                "get-object-torrent",
                "--bucket",
                "b",
                "--key",
                "k",
                "--endpoint-url",
                "http://127.0.0.1:1",
                "--no-sign-request",
                outfile.toString());
        assertThat(unreachable.exitCode()).isEqualTo(255);
        assertThat(unreachable.stderr()).contains("Could not connect to the endpoint URL: \"http://127.0.0.1:1");
    }

    /** Keeps the state in the folder of the test, which is deleted with it. */
    private Map<String, String> keptHere() {
        return Map.of("S3TORRENT_STATE_DIR", folder.resolve("state").toString());
    }

    private Run get(String... arguments) {
        List<String> words = new ArrayList<>(List.of("get-object-torrent"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));
        return Run.with(keptHere(), words.toArray(String[]::new));
    }
}
