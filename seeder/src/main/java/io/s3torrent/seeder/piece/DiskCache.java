package io.s3torrent.seeder.piece;

import java.nio.file.Path;

/**
 * Where verified pieces may be kept on disk.
 *
 * @param folder made if it is not there; for one process at a time
 * @param bytes bound on what pieces take there
 */
public record DiskCache(Path folder, long bytes) {
    private static final long LEAST = 1 << 20;

    public DiskCache {
        if (bytes < LEAST) {
            throw new IllegalArgumentException("cacheDisk: " + bytes + " (expected: >= 1 MiB)");
        }
    }
}
