package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
                .contains("s3://data/set/: 1 empty objects and 0 marks of folders are left out")
                .contains("s3://data/set/: 3 torrents\n");
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
        assertThat(run.stderr()).contains("exists and is not a torrent", "s3://data/set/: 2 torrents, 1 failed");
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
    void nothingBelowIsAFailure() {
        Run run = create("s3://data/none/", "out");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("s3://data/none/: there is no object to share");
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
