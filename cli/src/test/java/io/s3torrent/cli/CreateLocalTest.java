package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class CreateLocalTest {
    @TempDir
    Path temp;

    private Path set;
    private Path torrent;

    @BeforeEach
    void write() throws IOException {
        set = temp.resolve("set");
        torrent = temp.resolve("out.torrent");
        file("c.bin", 100_000);
        file("a/b/c.bin", 300_000);
        file("b.txt", 7);
        file("b.txt.torrent", 9);
        file("empty", 0);
        file("\u00fc \u65e5.bin", 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "hybrid", "v2"})
    void aFolderIsTheTorrentOfThePrefixWithTheSameKeys(String format) throws IOException {
        Run local = create(set.toString(), "--format", format, "--private", "--source", "x");
        assertThat(local.exitCode()).isZero();
        Metainfo made = TorrentFile.read(torrent);

        try (EmbeddedS3 store = uploaded()) {
            Run stored = Run.of(
                    "create",
                    "s3://data/set/",
                    "--as-one",
                    "-O",
                    temp.resolve("stored.torrent").toString(),
                    "--format",
                    format,
                    "--private",
                    "--source",
                    "x",
                    "--endpoint-url",
                    store.endpoint().toString(),
                    "--no-sign-request",
                    "--state-dir",
                    temp.resolve("state").toString());
            assertThat(stored.exitCode()).as(stored.stderr()).isZero();
        }
        assertThat(made).isEqualTo(TorrentFile.read(temp.resolve("stored.torrent")));
        assertThat(local.stderr()).contains("b.txt.torrent (a torrent beside its file) is left out");
    }

    @Test
    void theOptionsAndTheOutputAreThoseOfAnObject() throws IOException {
        Run run = create(
                set.toString(),
                "-o",
                "json",
                "--name",
                "other",
                "--piece-length",
                "16KiB",
                "--announce",
                "http://t.example/announce",
                "--web-seed",
                "http://w.example/",
                "--comment",
                "text",
                "--exclude",
                "*",
                "--include",
                "a/*");

        assertThat(run.exitCode()).isZero();
        Metainfo made = TorrentFile.read(torrent);
        assertThat(made.info().name()).isEqualTo("other");
        assertThat(made.info().size()).isEqualTo(300_000);
        assertThat(made.info().layout().pieceLength()).isEqualTo(16 << 10);
        assertThat(made.trackers()).containsExactly("http://t.example/announce");
        assertThat(made.webSeeds()).containsExactly("http://w.example/");
        assertThat(made.comment()).contains("text");
        assertThat(run.stdout())
                .startsWith("{\"event\":\"torrent\"")
                .contains(
                        "\"source\":\"" + set + "\"",
                        "\"infoHash\":\"" + made.infoHash() + "\"",
                        "\"torrent\":\"" + torrent + "\",\"origin\":\"hashing\",\"s3Bytes\":0,\"s3Requests\":0")
                .endsWith("}\n");
        assertThat(run.stderr()).isEmpty();
    }

    @Test
    void aFileGoesIntoAFolderUnderItsName() throws IOException {
        Run run = Run.of("create", set.resolve("b.txt").toString(), "-O", temp.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(TorrentFile.read(temp.resolve("b.txt.torrent")).info().isSingleFile())
                .isTrue();
        assertThat(run.stdout()).startsWith(set.resolve("b.txt") + "\n  info-hash    ");
        assertThat(run.stderr()).isEqualTo("s3torrent: the torrent names no tracker; --announce URL adds one\n");
    }

    @Test
    void aDryRunReadsAndWritesNothing() {
        Run run = create(set.toString(), "--dry-run", "-o", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout())
                .contains("\"event\":\"dry-run\"", "\"size\":401007,\"pieceLength\":262144,\"pieces\":2");
        assertThat(torrent).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNamed() {
        Run run = create(temp.resolve("missing").toString());

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains(temp.resolve("missing") + ": no such file or folder");
    }

    private Run create(String source, String... more) {
        List<String> args = new ArrayList<>(List.of("create", source, "-O", torrent.toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    /** A store in which the files are objects. */
    private EmbeddedS3 uploaded() throws IOException {
        EmbeddedS3 store = EmbeddedS3.start(Files.createTempDirectory(temp, "store"));
        store.createBucket("data");
        try (Stream<Path> files = Files.walk(set)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                store.put("data", "set/" + set.relativize(file), Files.readAllBytes(file));
            }
        }
        return store;
    }

    private void file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path file = set.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
