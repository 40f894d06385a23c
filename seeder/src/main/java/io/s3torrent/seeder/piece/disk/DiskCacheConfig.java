package io.s3torrent.seeder.piece.disk;

import java.nio.file.Path;

/**
 * Where verified pieces may be kept on disk.
 *
 * @param folder made if it is not there; for one process at a time
 * @param bytes bound on what pieces take there
 */
public record DiskCacheConfig(Path folder, long bytes) {
    private static final long LEAST = 1 << 20;

    public DiskCacheConfig {
        if (bytes < LEAST) {
            throw new IllegalArgumentException("cacheDisk: " + bytes + " (expected: >= 1 MiB)");
        }
    }
}
