package io.s3torrent.seeder.webseed;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.ByteRange;
import java.util.List;
import java.util.Optional;

/**
 * A file of a torrent, as a range of the torrent's bytes.
 *
 * @param index of the file in the torrent
 * @param start offset of the file's first byte
 */
record TorrentFileRange(Info torrent, int index, long start, long length) {
    private static final List<String> NOTHING = List.of("");

    /**
     * Finds a file by the path that clients append to a web seed's URL (BEP 19): the torrent's name, followed by the path in the folder
     * if the torrent is one. For a single file, some clients append nothing.
     *
     * @param path decoded segments, at least one
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
                pad = pad.or(() -> Optional.of(file)); // clients without BEP 47 also request pad files
            }
            index++;
            start += entry.length();
        }
        return pad;
    }

    /** A part of the file, as a range of the torrent's bytes. */
    ByteRange range(long from, long to) {
        return new ByteRange(start + from, start + to);
    }

    /** An ETag that never names other bytes, because the info-hash determines them. */
    String etag() {
        return "\"" + torrent.infoHash().hex() + "-" + index + "\"";
    }
}
