package io.s3torrent.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentFolderTest {
    @TempDir
    private Path folder;

    private static String torrent(String name) {
        return "d4:infod4:name" + name.length() + ":" + name + "6:pieces20:01234567890123456789ee";
    }

    @Test
    void aLinkThatLeadsNowhereCostsOnlyItself() throws IOException {
        Files.writeString(folder.resolve("good.torrent"), torrent("good"));
        Path target = folder.resolve("target");
        Files.createSymbolicLink(folder.resolve("link.torrent"), target);
        TorrentFolder torrents = new TorrentFolder(folder);
        assertThat(torrents.read()).hasSize(1);

        Files.writeString(target, torrent("late"));
        assertThat(torrents.read()).hasSize(2);
        Files.delete(target);
        assertThat(torrents.read()).hasSize(1);
    }
}
