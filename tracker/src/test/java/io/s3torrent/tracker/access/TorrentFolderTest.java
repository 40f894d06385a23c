package io.s3torrent.tracker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.TorrentDict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentFolderTest {
    @TempDir
    private Path folder;

    private static String torrent(String name) {
        return "d4:infod4:name" + name.length() + ":" + name + "6:pieces20:01234567890123456789ee";
    }

    private static String torrentOf(long size) {
        int rest = (int) size - torrent("").length();
        return torrent("x".repeat(rest + 1 - Integer.toString(rest).length()));
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

    /** Reading a folder always fails. It has the same size and time as the file that replaces it. */
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

    @Test
    void aFileIsTrackedInWhateverStyleItIsWrittenAndNotWhenTwoProgramsWouldReadItAsTwo() throws IOException {
        String info = "d6:pieces20:012345678901234567897:privatei2e4:name1:xe";
        Files.writeString(folder.resolve("good.torrent"), "d4:info" + info + "8:announce1:x8:announce1:ye\n");
        Files.writeString(folder.resolve("two.torrent"), "d4:info" + info + "4:info" + info + "e");
        Files.writeString(
                folder.resolve("twice.torrent"), "d4:info" + info.replace("7:private", "4:name1:y7:private") + "e");
        assertThat(new TorrentFolder(folder).read())
                .containsExactly(new TorrentFolder.ListedSwarm(
                        InfoHash.ofInfo(info.getBytes(StandardCharsets.ISO_8859_1)), true));
    }

    @Test
    void aFileIsReadUpToTheLengthThatASeederReads() throws IOException {
        String longest = torrentOf(10_000_000);
        Files.writeString(folder.resolve("long.torrent"), longest);
        byte[] tooLong = Arrays.copyOf(longest.getBytes(StandardCharsets.ISO_8859_1), TorrentDict.MAX_BYTES + 1);
        Files.write(folder.resolve("tooLong.torrent"), tooLong);
        assertThat(new TorrentFolder(folder).read()).hasSize(1);
    }
}
