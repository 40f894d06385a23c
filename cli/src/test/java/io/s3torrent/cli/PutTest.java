package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.s3.client.ChecksumS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PutTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private ChecksumS3 store;

    @BeforeEach
    void start() throws IOException {
        store = ChecksumS3.start();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void printsTheTorrentAndThenWhatWasDone() throws IOException {
        Path file = file(20 * MIB);
        Path torrent = folder.resolve("out.torrent");

        Run run = put(file.toString(), "s3://bucket/dir/", "-O", torrent.toString(), "-o", "json");

        assertThat(run.exitCode()).isZero();
        List<String> lines = run.stdout().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .contains(
                        "\"event\":\"torrent\"", "\"source\":\"s3://bucket/dir/file.bin\"", "\"magnet\":\"magnet:?xt=");
        assertThat(lines.get(1))
                .contains("\"event\":\"done\"", "\"sidecar\":\"s3://bucket/dir/file.bin.torrent\"", "-3\\\"\"");
        assertThat(store.object("bucket", "dir/file.bin").orElseThrow().bytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(torrent)
                .hasBinaryContent(store.object("bucket", "dir/file.bin.torrent")
                        .orElseThrow()
                        .bytes());
    }

    @Test
    void textIsForPeople() throws IOException {
        Run run = put(file(100).toString(), "s3://bucket/k", "--announce", "http://t.example/announce");

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout())
                .startsWith("s3://bucket/k\n  info-hash    ")
                .contains(
                        "  magnet       magnet:?xt=urn:btih:",
                        "\n  sidecar      s3://bucket/k.torrent\n",
                        "\n  sent         100 bytes");
    }

    @Test
    void noLaterTorrentOfItCostsARead() throws IOException {
        String infoHash = infoHash(put(file(20 * MIB).toString(), "s3://bucket/k", "-o", "json"));
        int before = store.requests().size();

        Run create = create("one");

        assertThat(infoHash(create)).isEqualTo(infoHash);
        assertThat(store.requests().subList(before, store.requests().size()))
                .allMatch(request -> request.startsWith("HEAD ") || request.startsWith("GET /bucket/k.torrent"));
    }

    @Test
    void withoutTheSidecarTheChecksumsOfThePartsSpareMostOfIt() throws IOException {
        store.watch(request -> request.contains(".torrent") ? 403 : 0);
        Run put = put(file(80 * MIB).toString(), "s3://bucket/k", "--piece-length", "parts", "-o", "json");
        int before = store.requests().size();

        Run create = create("one", "--piece-length", "parts");

        assertThat(infoHash(create)).isEqualTo(infoHash(put));
        assertThat(create.stdout()).contains("\"pieceLength\":8388608", "\"source\":\"s3://bucket/k\"");
        assertThat(store.requests().subList(before, store.requests().size()))
                .filteredOn(request -> request.equals("GET /bucket/k"))
                .as("samples")
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aDryRunSendsNothing() throws IOException {
        Run run = put(file(20 * MIB).toString(), "s3://bucket/k", "--dry-run", "--price", "aws-region");

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).contains("in 3 parts", "--price aws-region");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void theSameFileAgainIsDoneAndAnotherOneNeedsForce() throws IOException {
        assertThat(put(file(9 * MIB).toString(), "s3://bucket/k").exitCode()).isZero();

        Run again = put(file(9 * MIB).toString(), "s3://bucket/k");
        assertThat(again.exitCode()).isZero();
        assertThat(again.stdout()).contains("\n  sent         nothing: the store has these bytes already\n");

        Run other = put(file(8 * MIB).toString(), "s3://bucket/k");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.stderr())
                .isEqualTo(
                        "s3torrent: s3://bucket/k holds 9437184 other bytes, and the file has 8388608; --force replaces it\n");
        assertThat(put(file(8 * MIB).toString(), "s3://bucket/k", "--force").exitCode())
                .isZero();
    }

    @Test
    void theTorrentIsAsTheOptionsSay() throws IOException {
        Path torrent = folder.resolve("out.torrent");

        Run run = put(
                file(9 * MIB).toString(),
                "s3://bucket/k",
                "-O",
                torrent.toString(),
                "--private",
                "--format",
                "hybrid",
                "--name",
                "other name",
                "--source",
                "here",
                "--web-seed",
                "http://w.example/k");

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).contains("\n  sha256       ");
        Metainfo made = TorrentFile.read(torrent);
        assertThat(made.info().spec())
                .isEqualTo(new InfoOptions("other name", 256 << 10, TorrentFormat.HYBRID, true, Optional.of("here")));
        assertThat(made.webSeeds()).containsExactly("http://w.example/k");
    }

    @Test
    void standardInputHasNoNameAndIsReadOnce() throws IOException {
        assertThat(put("-", "s3://bucket/dir/").stderr())
                .contains("standard input has no name (expected: s3://bucket/key without a slash at the end)");
        assertThat(put("-", "s3://bucket/k", "--resume").exitCode()).isEqualTo(252);
        assertThat(put("-", "s3://bucket/k", "--dry-run").exitCode()).isEqualTo(252);
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void whatIsWrongHasItsExitCode() throws IOException {
        assertThat(put(file(0).toString(), "s3://bucket/k").exitCode()).isEqualTo(1);
        assertThat(put(folder.resolve("missing").toString(), "s3://bucket/k").exitCode())
                .isEqualTo(255);
        assertThat(put("file", "bucket/k").exitCode()).isEqualTo(252);
        store.watch(request -> 403);
        assertThat(put(file(1).toString(), "s3://bucket/k").exitCode()).isEqualTo(254);
        store.watch(request -> request.contains(".torrent") ? 403 : 0);
        assertThat(put(file(1).toString(), "s3://bucket/k").exitCode())
                .as("no sidecar")
                .isEqualTo(2);
    }

    @Test
    void aTorrentFileThatIsInTheWayIsFoundOutBeforeAnythingIsSent() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "not a torrent");

        Run run = put(file(9 * MIB).toString(), "s3://bucket/k", "-O", other.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("--force");
        assertThat(store.requests()).isEmpty();
    }

    private Run create(String name, String... more) {
        List<String> words = new ArrayList<>(List.of("create", "s3://bucket/k", "-o", "json"));
        words.addAll(List.of(
                "-O",
                folder.resolve(name).toString(),
                "--state-dir",
                folder.resolve("state").toString()));
        words.addAll(List.of(more));
        return run(words);
    }

    private static String infoHash(Run run) {
        Matcher found = Pattern.compile("\"infoHash\":\"([0-9a-f]{40})\"").matcher(run.stdout());
        assertThat(found.find()).as(run.toString()).isTrue();
        return found.group(1);
    }

    private Run put(String... arguments) {
        List<String> words = new ArrayList<>(List.of("put"));
        words.addAll(List.of(arguments));
        return run(words);
    }

    private Run run(List<String> words) {
        words.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));
        return Run.of(words.toArray(String[]::new));
    }

    private Path file(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(folder.resolve("file.bin"), bytes);
    }
}
