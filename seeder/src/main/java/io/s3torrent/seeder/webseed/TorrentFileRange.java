package io.s3torrent.seeder.webseed;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import java.util.List;
import java.util.Optional;

/**
 * A file of a torrent.
 *
 * @param index in the torrent
 * @param start of its bytes in those of the torrent
 */
record TorrentFileRange(Info torrent, int index, long start, long length) {
    private static final List<String> NOTHING = List.of("");

    /**
     * Finds a file by the path that clients put behind a web seed's URL (BEP 19): the name of the torrent, and if that is a folder the
     * path in it. Some put nothing behind that of a single file.
     *
     * @param path decoded segments, one at least
     */
    static Optional<TorrentFileRange> find(Info torrent, List<String> path) {
        List<String> name = List.of(torrent.name());
        if (torrent.isSingleFile()) {
            return path.equals(name) || path.equals(NOTHING) ? entry(torrent, name) : Optional.empty();
        }
        boolean named = path.subList(0, 1).equals(name);
        return named ? entry(torrent, path.subList(1, path.size())) : Optional.empty();
    }

    private static Optional<TorrentFileRange> entry(Info torrent, List<String> path) {
        Optional<TorrentFileRange> pad = Optional.empty();
        int index = 0;
        long start = 0;
        for (FileEntry entry : torrent.files()) {
            if (entry.path().equals(path)) {
                TorrentFileRange file = new TorrentFileRange(torrent, index, start, entry.length());
                if (!entry.pad()) {
                    return Optional.of(file);
                }
                pad = pad.or(() -> Optional.of(file)); // who does not know pads asks for them, too (BEP 47)
            }
            index++;
            start += entry.length();
        }
        return pad;
    }

    /** Never names another one, nor other bytes of it: the torrent's hash says what they are. */
    String etag() {
        return "\"" + torrent.infoHash().hex() + "-" + index + "\"";
    }
}
