package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentFileTest;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditTest {
    @TempDir
    Path folder;

    private Path before;
    private Path after;
    private Metainfo torrent;

    @BeforeEach
    void write() throws IOException {
        before = folder.resolve("before.torrent");
        after = folder.resolve("after.torrent");
        torrent = TorrentFileTest.torrent("data", "http://t.example/announce")
                .withWebSeeds(List.of("http://w.example/"))
                .withComment(Optional.of("old"));
        new TorrentFile(before, false).write(torrent);
    }

    @Test
    void trackersAndWebSeedsAreAddedBeforeThoseThatAreThere() throws IOException {
        Run run = edit("--announce", "udp://u.example:1/announce", "--web-seed", "http://x.example/d");

        assertThat(run.exitCode()).isZero();
        Metainfo edited = TorrentFile.read(after);
        assertThat(edited.trackers()).containsExactly("udp://u.example:1/announce", "http://t.example/announce");
        assertThat(edited.webSeeds()).containsExactly("http://x.example/d", "http://w.example/");
        assertThat(edited.info().raw()).isEqualTo(torrent.info().raw());
        assertThat(edited.comment()).contains("old");
        assertThat(TorrentFile.read(before)).isEqualTo(torrent);
        assertThat(run.stdout())
                .contains("  info-hash    " + torrent.infoHash(), "  tracker      udp://u.example:1/announce\n");
    }

    @Test
    void allAreRemovedInTheFileItself() throws IOException {
        Run run = Run.of(
                "edit", before.toString(), "-O", before.toString(), "--no-announce", "--no-web-seed", "--comment", "");

        assertThat(run.exitCode()).isZero();
        Metainfo edited = TorrentFile.read(before);
        assertThat(edited.trackers()).isEmpty();
        assertThat(edited.webSeeds()).isEmpty();
        assertThat(edited.comment()).isEmpty();
        assertThat(edited.infoHash()).isEqualTo(torrent.infoHash());
    }

    @Test
    void trackersAreReplaced() throws IOException {
        Run run = edit("--no-announce", "--announce", "http://n.example/a", "-o", "json");

        assertThat(TorrentFile.read(after).announce()).containsExactly(List.of("http://n.example/a"));
        assertThat(run.stdout())
                .startsWith("{\"event\":\"torrent\"")
                .contains("\"trackers\":[\"http://n.example/a\"],\"webSeeds\":[\"http://w.example/\"]");
    }

    @Test
    void keysThatWeDoNotKnowStay() throws Exception {
        String text =
                "d8:announce8:http://a8:encoding3:GBK4:infod6:lengthi3e4:name4:\u00c4\u00c5\u00c4\u00c512:piece lengthi16384e"
                        + "6:pieces20:aaaaaaaaaaaaaaaaaaaa9:unknown-\u00ff3:abce5:nodesll1:hi1eee1:zi7ee";
        byte[] original = text.getBytes(StandardCharsets.ISO_8859_1);
        Files.write(before, original);

        assertThat(edit("--announce", "http://b/").exitCode()).isZero();

        BDict old = BencodeDecoder.decodeDict(original, BencodeDecoder.Limits.METAINFO);
        byte[] bytes = Files.readAllBytes(after);
        BDict now = BencodeDecoder.decodeDict(bytes, BencodeDecoder.Limits.METAINFO);
        assertThat(now.entries().keySet())
                .containsExactlyInAnyOrder("announce", "announce-list", "encoding", "info", "nodes", "z");
        assertThat(now.entries().get("nodes")).isEqualTo(old.entries().get("nodes"));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains(text.substring(text.indexOf("4:infod"), text.indexOf("5:nodes")));
        assertThat(TorrentFile.read(after).info().name())
                .isEqualTo(TorrentFile.read(before).info().name());
    }

    @Test
    void anotherTorrentIsNotOverwritten() throws IOException {
        new TorrentFile(after, false).write(TorrentFileTest.torrent("other"));

        Run run = edit("--no-announce");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("holds another torrent", "--force");
        assertThat(edit("--no-announce", "--force").exitCode()).isZero();
        assertThat(TorrentFile.read(after).infoHash()).isEqualTo(torrent.infoHash());
    }

    @Test
    void aFileThatIsNoTorrentIsNamed() throws IOException {
        Files.writeString(before, "spam");

        Run run = edit("--no-announce");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).startsWith("s3torrent: " + before + ": not a torrent");
        assertThat(after).doesNotExist();
    }

    private Run edit(String... more) {
        List<String> args = new ArrayList<>(List.of("edit", before.toString(), "-O", after.toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }
}
