package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentFileTest;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SavedTorrentsTest {
    private static final String SOURCE = "s3://data/a at http://store";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /** Saves as a separate run does. */
    private void save(Path file, String source, Metainfo torrent) throws IOException {
        StateDir state = new StateDir(folder.resolve("state"));
        new SavedTorrents(state, new Console(said, false)).save(new TorrentFile(file, false), source, torrent);
    }

    private static Metainfo torrent(String name) {
        return TorrentFileTest.torrent(name);
    }

    @Test
    void theTorrentOfAnEarlierRunGivesWayToThatOfTheSameObject() throws IOException {
        Path file = folder.resolve("a.torrent");
        save(file, SOURCE, torrent("a"));
        save(file, SOURCE, torrent("a"));
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
        save(file, SOURCE, torrent("b"));
        assertThat(TorrentFile.read(file)).isEqualTo(torrent("b"));
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        file.toString(),
                        torrent("a").infoHash().hex(),
                        torrent("b").infoHash().hex());
        save(file, SOURCE, torrent("a"));
        assertThat(TorrentFile.read(file)).isEqualTo(torrent("a"));
    }

    @Test
    void aTorrentOfAnotherObjectOrOfAnotherStoreStays() throws IOException {
        Path file = folder.resolve("a.torrent");
        save(file, SOURCE, torrent("a"));
        byte[] before = Files.readAllBytes(file);

        for (String other : List.of("s3://other/a at http://store", "s3://data/a at http://other")) {
            assertThatThrownBy(() -> save(file, other, torrent("b")))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("holds another torrent");
            assertThat(file).hasBinaryContent(before);
        }
    }

    @Test
    void aFileThatSomebodyElsePutThereStays() throws IOException {
        Path file = folder.resolve("a.torrent");
        save(file, SOURCE, torrent("a"));
        new TorrentFile(file, true).write(torrent("of somebody else"));
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> save(file, SOURCE, torrent("b"))).hasMessageContaining("holds another torrent");
        assertThat(file).hasBinaryContent(before);

        Path copy = Files.copy(file, folder.resolve("copy.torrent"));
        assertThatThrownBy(() -> save(copy, SOURCE, torrent("b"))).hasMessageContaining("holds another torrent");
    }

    @Test
    void aStateFolderThatCannotBeUsedCostsOnlyTheNextRun() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");
        Path file = folder.resolve("a.torrent");
        save(file, SOURCE, torrent("a"));

        assertThat(TorrentFile.read(file)).isEqualTo(torrent("a"));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("cannot record the saved torrent");
        assertThatThrownBy(() -> save(file, SOURCE, torrent("b"))).hasMessageContaining("holds another torrent");
    }

    /** Saves as docker-compose does, with a restart after the object was replaced. */
    @Test
    void seedReplacesTheSavedTorrentOfAnObjectThatWasReplacedBetweenTwoRuns() throws IOException {
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")))) {
            store.createBucket("data");
            store.createBucket("other");
            store.put("data", "a.bin", new byte[100_000]);
            Path file = folder.resolve("a.bin.torrent");
            assertThat(seed(store, "s3://data/a.bin", file).exitCode()).isZero();
            byte[] first = Files.readAllBytes(file);

            store.put("data", "a.bin", new byte[100_001]);
            Run second = seed(store, "s3://data/a.bin", file);

            assertThat(second.exitCode()).as(second.stderr()).isZero();
            assertThat(second.stderr()).contains("a.bin.torrent: the torrent").contains("was replaced by");
            assertThat(TorrentFile.read(file).info().size()).isEqualTo(100_001);

            Files.write(file, first);
            store.put("other", "a.bin", new byte[99]);
            Run other = seed(store, "s3://other/a.bin", file);
            assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(other.stderr()).contains("holds another torrent");
            assertThat(file).hasBinaryContent(first);
        }
    }

    private Run seed(EmbeddedS3 store, String source, Path file) {
        List<String> words = new ArrayList<>(List.of(
                "seed",
                source,
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--region=us-east-1",
                "--listen=127.0.0.1:0",
                "--tracker=127.0.0.1:0",
                "--until-time=1s",
                "--state-dir=" + folder.resolve("seed-state"),
                "-O",
                file.toString()));
        return Run.of(words.toArray(String[]::new));
    }
}
