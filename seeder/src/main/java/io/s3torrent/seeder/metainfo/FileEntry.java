package io.s3torrent.seeder.metainfo;

import java.util.List;

/**
 * One file of a torrent.
 *
 * @param path path segments below the torrent's folder, as the torrent spells them: hostile until a writer has checked them
 * @param length bytes
 * @param pad true for a pad file, whose bytes are zeros that nobody stores (BEP 47)
 */
public record FileEntry(List<String> path, long length, boolean pad) {
    public FileEntry {
        path = List.copyOf(path);
        if (path.isEmpty() || length < 0) {
            throw new IllegalArgumentException(
                    "file: " + path + ", " + length + " bytes (expected: a path, >= 0 bytes)");
        }
    }
}
