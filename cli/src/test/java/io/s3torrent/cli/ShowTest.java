package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentFileTest;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
    @TempDir
    Path folder;

    @Test
    void aTorrentIsShownAsText() throws IOException {
        Metainfo torrent = TorrentFileTest.torrent("data", "http://t.example/announce");
        Path file = folder.resolve("data.torrent");
        new TorrentFile(file, false).write(torrent);
        Run run = Run.of("show", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout().lines())
                .containsExactly(
                        file.toString(),
                        "  info-hash    " + torrent.infoHash().hex(),
                        "  name         data",
                        "  size         3 bytes",
                        "  pieces       1 of 16 KiB",
                        "  magnet       " + torrent.magnet(),
                        "  torrent      " + file,
                        "  format       v1",
                        "  private      no",
                        "  tracker      http://t.example/announce",
                        "  created by   test",
                        "  file         data  3 bytes");
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailure() throws IOException {
        Path file = folder.resolve("data.torrent");
        new TorrentFile(file, false).write(TorrentFileTest.torrent("data"));
        OutputStream closed = OutputStream.nullOutputStream();
        closed.close();

        for (String[] args : new String[][] {{"show", file.toString()}, {"--help"}}) {
            int exitCode = S3Torrent.run(
                    Map.of(),
                    new PrintWriter(closed, false, StandardCharsets.UTF_8),
                    new Console(OutputStream.nullOutputStream(), false),
                    args);
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void aTorrentIsShownAsJson() throws IOException {
        Metainfo torrent = TorrentFileTest.torrent("data");
        Path file = folder.resolve("data.torrent");
        new TorrentFile(file, false).write(torrent);
        Run run = Run.of("show", "-o", "json", file.toString());
        assertThat(run.stdout())
                .startsWith("{\"event\":\"torrent\",\"time\":\"2")
                .endsWith(",\"source\":\"" + file + "\",\"infoHash\":\"" + torrent.infoHash()
                        + "\",\"name\":\"data\",\"size\":3,"
                        + "\"pieceLength\":16384,\"pieces\":1,\"magnet\":\"" + torrent.magnet() + "\",\"torrent\":\""
                        + file
                        + "\",\"format\":\"v1\",\"private\":false,\"sourceTag\":null,\"trackers\":[],\"webSeeds\":[],\"createdBy\":\"test\",\"comment\":null,"
                        + "\"creationDate\":null,"
                        + "\"files\":[{\"path\":[\"data\"],\"size\":3}]}\n");
    }

    @Test
    void hostileNamesAreEscaped() throws IOException {
        Path file = folder.resolve("evil.torrent");
        new TorrentFile(file, false).write(TorrentFileTest.torrent("a\u001b[2Jb\nc\u202ed\u200be"));
        Run run = Run.of("show", file.toString());
        assertThat(run.stdout()).contains("name         a\\u001b[2Jb\\u000ac\\u202ed\\u200be\n");
        assertThat(run.stdout().chars().filter(c -> c != '\n')).allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Test
    void padsAreLeftOutAndSymbolicLinksNameTheirTarget() throws IOException {
        String info =
                "d5:filesld6:lengthi5e4:pathl1:aeed4:attr1:p6:lengthi3eed4:attr1:l4:pathl1:be12:symlink pathl1:d1:aeee"
                        + "4:name1:n12:piece lengthi16384e6:pieces20:01234567890123456789e";
        Path file = Files.writeString(folder.resolve("x.torrent"), "d4:info" + info + "e\n");
        assertThat(Run.of("show", file.toString()).stdout())
                .endsWith("  file         a  5 bytes\n  link         b -> d/a\n");
        assertThat(Run.of("show", file.toString(), "-o", "json").stdout())
                .endsWith(
                        "\"files\":[{\"path\":[\"a\"],\"size\":5},{\"path\":[\"b\"],\"size\":0,\"linkTarget\":[\"d\",\"a\"]}]}\n");
    }

    @Test
    void whatIsNoTorrentFails() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "no torrent");
        Run run = Run.of("show", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr())
                .isEqualTo("s3torrent: " + file
                        + ": not a torrent: it does not begin with d, as every .torrent file does\n");
        Files.writeString(file, "");
        assertThat(Run.of("show", file.toString()).stderr())
                .isEqualTo("s3torrent: " + file + ": not a torrent: it is empty\n");
        assertThat(Run.of("show", folder.resolve("y").toString()).stderr())
                .isEqualTo("s3torrent: " + folder.resolve("y") + ": no such file or folder\n");
    }
}
