package io.s3torrent.seeder.resolve;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetMeter;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads the state folder and the .torrent files that version 0.1.0 wrote. Every later version must read them.
 *
 * <p>The program wrote them with {@code create} and {@code --s3-budget}, from a store at {@link #STORE}. A version that changes a form adds a
 * folder of its own next to {@code state-0.1.0}.
 */
class ReleasedStateTest {
    private static final String STORE = "http://127.0.0.1:5601";
    private static final ObjectVersion OBJECT = version("object.bin", 40_000, "f656040d3e6676981b1d11398954a2f9");
    private static final List<ObjectVersion> FOLDER = List.of(
            version("set/a.bin", 40_000, "f656040d3e6676981b1d11398954a2f9"),
            version("set/b.bin", 10_000, "724b58e38f29d1b83dc16024d9abb67c"));

    @TempDir
    private Path folder;

    private static ObjectVersion version(String key, long length, String etag) {
        return new ObjectVersion(new S3Location("my-bucket", key), length, "\"" + etag + "\"", Optional.empty());
    }

    @BeforeEach
    void copyState() throws IOException, URISyntaxException {
        Path released = Path.of(requireNonNull(ReleasedStateTest.class.getResource("state-0.1.0"))
                .toURI());
        try (Stream<Path> files = Files.walk(released)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, folder.resolve(released.relativize(file))));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Info info(String name) throws IOException, MetainfoException {
        return MetainfoCodec.decode(Files.readAllBytes(folder.resolve(name + ".torrent")))
                .info();
    }

    @ParameterizedTest
    @CsvSource({
        "v1, 3eb82f1bf2682cc50e57200585fc87acd75ed174",
        "hybrid, 31a82cca40a727b7bfb8475346d6373b9babdc0e",
        "v2, be1c730b91a79f796ad2be77d4112976d0464447",
        "folder, 529f516c86f4dc9b1ccc34bfa2298e84bc4c1d2a"
    })
    void aKeptTorrentIsFound(String name, String infoHash) throws Exception {
        Info info = info(name);
        List<ObjectVersion> objects = name.equals("folder") ? FOLDER : List.of(OBJECT);
        TorrentPlan plan = new TorrentPlan(
                TorrentFiles.content(info.files(), objects), info.files(), info.spec(), HashingListener.NONE);

        Optional<Info> kept = new TorrentCache(new StateDir(folder), STORE).find(plan);

        assertThat(kept).contains(info);
        assertThat(info.infoHash().hex()).isEqualTo(infoHash);
    }

    @Test
    void theStateFolderOpens() throws IOException {
        assertThat(new StateDir(folder).open()).isEqualTo(folder);
    }

    @Test
    void budgetsContinueFromTheirCounts() throws IOException {
        Clock november = Clock.fixed(Instant.parse("2026-11-30T00:00:00Z"), ZoneOffset.UTC);
        try (BudgetMeter total = meter(Kind.S3, Period.TOTAL, november);
                BudgetMeter month = meter(Kind.UPLOAD, Period.MONTH, november)) {
            assertThat(total.left()).isEqualTo(100_000_000 - 40_000);
            assertThat(month.left()).isEqualTo(100_000_000);
        }
    }

    private BudgetMeter meter(Kind kind, Period period, Clock clock) throws IOException {
        return BudgetMeter.open(kind, new Budget(100_000_000, period), folder, clock, event -> {});
    }

    @Test
    void aSidecarBelongsToItsVersion() throws IOException {
        Map<String, String> metadata = Map.of(
                "s3torrent-etag", "f656040d3e6676981b1d11398954a2f9",
                "s3torrent-profile", "1",
                "s3torrent-sha256", "60aeafaf9fbf008b42865d34232da45f15f5bf1e06d9f4742e8e363b484e0ee8");

        assertThat(Sidecar.isOf(OBJECT, metadata)).isTrue();
        assertThat(Sidecar.isWhole(Files.readAllBytes(folder.resolve("v1.torrent")), metadata))
                .isTrue();
        assertThat(Sidecar.isOf(FOLDER.get(1), metadata)).isFalse();
    }
}
