package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.cli.Run;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options a new torrent accepts, and which of them change the info-hash. */
@Tag("slow")
class TorrentFormatOptionsTest {
    @TempDir
    private Path folder;

    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        store.put("data", "dir/a.bin", new byte[100_000]);
        store.put("data", "dir/b.bin", new byte[5]);
        store.put("data", "dir/CON", new byte[5]);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Run create(String source, String... more) {
        List<String> args = new ArrayList<>(List.of("create", source, "--force", "--sidecar", "none"));
        args.addAll(List.of("-O", folder.resolve("out.torrent").toString()));
        args.addAll(List.of("--endpoint-url", store.endpoint().toString(), "--no-sign-request"));
        args.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private Metainfo made(String... more) throws IOException {
        Run run = create("s3://data/dir/a.bin", more);
        assertThat(run.exitCode()).as(run.stderr()).isZero();
        return TorrentFile.read(folder.resolve("out.torrent"));
    }

    @Test
    void hintsAreWrittenAndChangeNoInfoHash() throws IOException {
        Metainfo plain = made();
        assertThat(plain).isEqualTo(Metainfo.of(plain.info(), List.of(), SoftwareName.NAME));
        Metainfo full = made(
                "--announce=http://t/announce",
                "--web-seed=http://w/a.bin",
                "--web-seed=https://v/a.bin",
                "--comment=what it is",
                "--creation-date=2024-12-31T23:59:59Z");
        assertThat(full.info()).isEqualTo(plain.info());
        assertThat(full.trackers()).containsExactly("http://t/announce");
        assertThat(full.webSeeds()).containsExactly("http://w/a.bin", "https://v/a.bin");
        assertThat(full.comment()).contains("what it is");
        assertThat(full.creationDate()).contains(Instant.parse("2024-12-31T23:59:59Z"));
        assertThat(made("--creation-date=now").creationDate().orElseThrow()).isBeforeOrEqualTo(Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--name=x", "--private", "--source=s", "--piece-length=32KiB", "--format=hybrid", "--format=v2"})
    void whatTheInfoHashNamesChangesIt(String option) throws IOException {
        assertThat(made(option).infoHash())
                .isNotEqualTo(made("--piece-length=auto").infoHash());
        assertThat(made(option).infoHash())
                .isEqualTo(made(option, "--comment=c").infoHash());
    }

    @Test
    void aHybridIsToldByBothHashes() throws IOException {
        Metainfo hybrid = made("--format=hybrid", "--name=n", "--private", "--source=s", "-o", "json");
        String v2 = hybrid.info().infoHashV2().orElseThrow().hex();
        assertThat(hybrid.info().spec().source()).isEqualTo(Optional.of("s"));
        assertThat(Run.of("show", "-o", "json", folder.resolve("out.torrent").toString())
                        .stdout())
                .contains("\"infoHash\":\"" + hybrid.infoHash() + "\",\"infoHashV2\":\"" + v2 + "\",\"name\":\"n\"")
                .contains("\"magnet\":\"magnet:?xt=urn:btih:" + hybrid.infoHash() + "&xt=urn:btmh:1220" + v2)
                .contains("\"format\":\"hybrid\",\"private\":true,\"sourceTag\":\"s\"");
        assertThat(Run.of("show", folder.resolve("out.torrent").toString())
                        .stdout()
                        .lines())
                .contains("  v2           " + v2, "  format       hybrid", "  private      yes", "  source       s");
    }

    @Test
    void aNameThatOnlyWindowsCannotWriteIsTaken() throws IOException {
        assertThat(create("s3://data/dir/CON").exitCode()).isZero();
        assertThat(TorrentFile.read(folder.resolve("out.torrent")).info().name())
                .isEqualTo("CON");
    }

    @Test
    void aNameThatNobodyShouldWriteIsRefused() throws IOException {
        Run refused = create("s3://data/dir/a.bin", "--name", "..");
        assertThat(refused.exitCode()).isPositive();
        assertThat(refused.stderr()).contains("the torrent's file \"..\" leads out of the folder");
    }
}
