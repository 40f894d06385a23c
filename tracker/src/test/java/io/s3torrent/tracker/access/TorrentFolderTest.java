package io.s3torrent.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentFolderTest {
    @TempDir
    private Path folder;

    private static String torrent(String name) {
        return "d4:infod4:name" + name.length() + ":" + name + "6:pieces20:01234567890123456789ee";
    }

    private static String torrentOf(long size) {
        String name = "x";
        while (torrent(name).length() < size) {
            name += "x";
        }
        return torrent(name);
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

    /** To read a folder fails, whoever tries: in size and time it is like the file that comes instead. */
    @Test
    void whatCannotBeReadIsReadLaterThoughItDidNotChange() throws IOException {
        Path file = Files.createDirectory(folder.resolve("x.torrent"));
        for (int i = 0; Files.size(file) < 200; i++) {
            Files.createFile(file.resolve("entry " + i));
        }
        long size = Files.size(file);
        FileTime modified = Files.getLastModifiedTime(file);
        TorrentFolder torrents = new TorrentFolder(folder);
        assertThat(torrents.read()).isEmpty();

        Files.move(file, folder.resolve("aside"));
        Files.writeString(file, torrentOf(size));
        Files.setLastModifiedTime(file, modified);
        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(torrents.read()).hasSize(1);
    }
}
