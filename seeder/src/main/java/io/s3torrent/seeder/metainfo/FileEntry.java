package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.List;

/**
 * One file of a torrent.
 *
 * @param path path segments below the torrent's folder, as the torrent spells them: hostile until a writer has checked them
 * @param length bytes
 * @param pad true for a pad file, whose bytes are zeros that nobody stores (BEP 47)
 * @param link true for a symbolic link, which has no bytes and is never created (BEP 47)
 */
public record FileEntry(List<String> path, long length, boolean pad, boolean link) {
    public FileEntry {
        path = List.copyOf(path);
        if (path.isEmpty() || length < 0) {
            throw new IllegalArgumentException(
                    "file: " + path + ", " + length + " bytes (expected: a path, >= 0 bytes)");
        }
    }

    /** A file or a pad file. */
    public FileEntry(List<String> path, long length, boolean pad) {
        this(path, length, pad, false);
    }

    /** True when the dictionary of a file says that it is a symbolic link. */
    static boolean isLink(BDict file) {
        return file.string("attr").map(BString::text).orElse("").indexOf('l') >= 0
                || file.entries().containsKey("symlink path");
    }
}
