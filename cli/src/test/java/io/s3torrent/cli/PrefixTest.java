package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class PrefixTest {
    @TempDir
    private Path folder;

    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        put("set/a.bin", 1000);
        put("set/b/a.bin", 2000);
        put("set/b/c.txt", 3000);
        put("set/empty", 0);
        put("other/d.bin", 10);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void put(String key, int length) {
        store.put("data", key, new byte[length]);
    }

    private Run create(String source, String target, String... more) {
        List<String> args = new ArrayList<>(
                List.of("create", source, "-O", folder.resolve(target).toString()));
        args.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));
        args.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private List<String> saved(String target) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(target))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.resolve(target).relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachObjectBelowAPrefixHasATorrentOfItsOwn() throws IOException {
        Run run = create("s3://data/set/", "out", "-o", "json");
        assertThat(run.exitCode()).isZero();
        assertThat(saved("out")).containsExactly("a.bin.torrent", "b/a.bin.torrent", "b/c.txt.torrent");
        assertThat(run.stdout().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"event\":\"torrent\"") && line.contains("\"origin\":\"hashing\""));
        assertThat(run.stdout())
                .containsSubsequence("s3://data/set/a.bin", "s3://data/set/b/a.bin", "s3://data/set/b/c");
        assertThat(run.stderr())
                .contains("s3://data/set/: skipped 1 empty object, which cannot be torrents: empty\n")
                .contains("s3://data/set/: 3 created, 0 failed\n");
        Run again = create("s3://data/set/", "out", "-o", "json");
        assertThat(again.exitCode()).isZero();
        assertThat(again.stdout().lines()).allMatch(line -> line.contains("\"origin\":\"kept\",\"s3Bytes\":0,"));
    }

    @Test
    void patternsDecideInTheOrderInWhichTheyAreGiven() throws IOException {
        create("s3://data/set/", "out", "--exclude", "*", "--include", "b/*", "--exclude", "*.txt");
        assertThat(saved("out")).containsExactly("b/a.bin.torrent");
        create("s3://data", "all", "--include", "set/*", "--exclude", "*.bin", "--include", "other/*");
        assertThat(saved("all")).containsExactly("other/d.bin.torrent", "set/b/c.txt.torrent");
    }

    @Test
    void allOfThemCanBeOneTorrent() throws IOException {
        Run run = create("s3://data/set/", "set.torrent", "--as-one", "--exclude", "*.txt");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).contains("s3://data/set/\n", "  name         set\n");
        assertThat(run.stdout()).contains("  source: hashing, 3.0 kB read\n");
        Run shown = Run.of("show", folder.resolve("set.torrent").toString());
        assertThat(shown.stdout()).contains("a.bin", "b/a.bin", "empty").doesNotContain("c.txt");
    }

    @Test
    void oneThatFailsDoesNotStopTheOthers() throws IOException {
        Files.createDirectories(folder.resolve("out/b"));
        Files.writeString(folder.resolve("out/b/a.bin.torrent"), "somebody's file");
        Run run = create("s3://data/set/", "out");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.stderr()).contains("exists and is not a torrent", "s3://data/set/: 2 created, 1 failed");
        assertThat(saved("out")).hasSize(3);
        assertThat(folder.resolve("out/b/a.bin.torrent")).hasContent("somebody's file");
    }

    @Test
    void aDryRunForeseesWhatIsKnownAndLeavesNothing() throws IOException {
        Run dry = create("s3://data/set/", "out", "--dry-run", "-o", "json");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.stdout().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"event\":\"dry-run\"") && !line.contains("\"s3Bytes\":0,"));
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
        create("s3://data/set/a.bin", "a.torrent");
        assertThat(create("s3://data/set/a.bin", "a.torrent", "--dry-run").stdout())
                .contains("would read   0 bytes in 1 request\n");
        assertThat(create("s3://data/set/", "a.torrent", "--dry-run", "--as-one")
                        .stdout())
                .contains("  would read   6.0 kB in 8 requests");
    }

    @Test
    void skippedKeysAreNamedUpToABound() {
        for (int i = 10; i < 23; i++) {
            put("many/empty" + i, 0);
        }
        put("many/full", 10);
        put("many/folder/", 0);
        assertThat(create("s3://data/many/", "out").stderr())
                .contains("s3://data/many/: skipped 13 empty objects, which cannot be torrents: empty10, empty11, ")
                .contains(" empty19 and 3 more\n")
                .contains("s3://data/many/: skipped 1 folder marker (empty");
    }

    @Test
    void aPrefixWithoutItsSlashIsHintedAt() {
        Run created = create("s3://data/set", "x.torrent");
        assertThat(created.exitCode()).isEqualTo(254);
        assertThat(created.stderr()).contains("no such object", "; for the objects below it, write s3://data/set/\n");
        assertThat(create("s3://data/set", "x.torrent", "--dry-run").stderr()).contains("write s3://data/set/\n");
        assertThat(seed("s3://data/set").stderr()).contains("write s3://data/set/\n");
        for (String source : List.of("s3://data/set", "s3://data/set/")) {
            Run downloaded = Run.of(
                    "download", source, "--endpoint-url", store.endpoint().toString(), "--no-sign-request");
            assertThat(downloaded.exitCode()).isEqualTo(254);
            assertThat(downloaded.stderr()).contains("s3torrent create s3://data/set/ --as-one -O FILE");
        }
        assertThat(create("s3://data/none", "x.torrent").stderr()).doesNotContain("below");
        assertThat(create("s3://data/se", "x.torrent").stderr()).doesNotContain("below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "hybrid", "v2"})
    void aTorrentOfOtherBytesIsNotSeeded(String format) {
        byte[] other = new byte[1000];
        other[999] = 1;
        store.put("data", "other/a.bin", other);
        String torrent = folder.resolve("a.torrent").toString();
        assertThat(create("s3://data/set/a.bin", "a.torrent", "--format", format)
                        .exitCode())
                .isZero();

        Run run = seed("s3://data/other/a.bin", "--torrent", torrent);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .contains(
                        "the torrent \"a.bin\" does not fit s3://data/other/a.bin: piece 0 of 1 has other bytes; give");

        Run right = seed("s3://data/set/a.bin", "--torrent", torrent, "--until-time", "1s");
        assertThat(right.exitCode()).isZero();
        assertThat(right.stdout()).contains("  source: given, 1.0 kB read");
        assertThat(seed("s3://data/set/a.bin", "--torrent", torrent, "--dry-run")
                        .stdout())
                .contains("  would read   1.0 kB in 2 requests");
    }

    @Test
    void seedCountsWhatItSeedsAndWhatFailed() throws IOException {
        Files.createDirectories(folder.resolve("out/b"));
        Files.writeString(folder.resolve("out/b/a.bin.torrent"), "somebody's file");
        Run run = seed("s3://data/set/", "-O", folder.resolve("out").toString(), "--until-time", "1s");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.stderr()).contains("exists and is not a torrent").contains("s3torrent: 2 seeded, 1 failed\n");
    }

    private Run seed(String source, String... more) {
        List<String> args = new ArrayList<>(List.of("seed", source, "--listen", "127.0.0.1:0"));
        args.addAll(List.of("--tracker", "127.0.0.1:0"));
        args.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));
        args.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    @Test
    void foldersOfTheTorrentAreMade() throws IOException {
        assertThat(create("s3://data/set/a.bin", "new/deep/a.torrent").exitCode())
                .isZero();
        assertThat(saved("new")).containsExactly("deep/a.torrent");
        Run run = Run.of(
                "create",
                "s3://data/set/a.bin",
                "-O",
                folder.resolve("torrents") + "/",
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--state-dir",
                folder.resolve("state").toString());
        assertThat(run.exitCode()).isZero();
        assertThat(saved("torrents")).containsExactly("a.bin.torrent");
    }

    @Test
    void aTorrentOnStdoutIsAllThatStdoutHas() throws Exception {
        Path torrent = folder.resolve("stdout");
        Path messages = folder.resolve("stderr");
        Process process = Run.process(
                        "create",
                        "s3://data/set/a.bin",
                        "-O",
                        "-",
                        "--endpoint-url",
                        store.endpoint().toString(),
                        "--no-sign-request",
                        "--state-dir",
                        folder.resolve("state").toString())
                .redirectOutput(torrent.toFile())
                .redirectError(messages.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(messages)).isZero();
        assertThat(TorrentFile.read(torrent).info().name()).isEqualTo("a.bin");
        assertThat(Files.readString(messages)).contains("  info-hash    ");
    }

    @Test
    void manyTorrentsDoNotGoToStdout() {
        Run run = create("s3://data/set/", "x");
        assertThat(run.exitCode()).isZero();
        Run many = Run.of("create", "s3://data/set/", "-O", "-");
        assertThat(many.exitCode()).isEqualTo(255);
        assertThat(many.stderr()).contains("-O: \"-\" (expected: a folder for many torrents)");
    }

    @Test
    void nothingBelowIsAFailure() {
        Run run = create("s3://data/none/", "out");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("s3://data/none/: there is no object below this prefix");
    }

    @Test
    void aRunBesideTheStateFolderUsesTheSidecarOfAnother() {
        assertThat(create("s3://data/set/a.bin", "a.torrent", "--sidecar", "bucket")
                        .stdout())
                .contains("  source: hashing, 1.0 kB read");
        Run other = create(
                "s3://data/set/a.bin",
                "b.torrent",
                "--state-dir",
                folder.resolve("elsewhere").toString());
        assertThat(other.exitCode()).as("--state-dir is given twice").isEqualTo(252);
        Run found = Run.with(
                java.util.Map.of("XDG_STATE_HOME", folder.resolve("xdg").toString()),
                "create",
                "s3://data/set/a.bin",
                "-O",
                folder.resolve("b.torrent").toString(),
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request");
        assertThat(found.stdout()).contains("  source: sidecar, ");
        assertThat(create("s3://data/set/", "out").stdout()).doesNotContain("a.bin.torrent.torrent");
    }
}
