package io.s3torrent.seeder.piece.disk;

import java.nio.file.Path;

/**
 * The configuration of the disk tier for verified pieces.
 *
 * @param folder created if it does not exist; used by one process at a time
 * @param bytes the most bytes that pieces may take there
 */
public record DiskCacheConfig(Path folder, long bytes) {
    private static final long LEAST = 1 << 20;

    public DiskCacheConfig {
        if (bytes < LEAST) {
            throw new IllegalArgumentException("cacheDisk: " + bytes + " (expected: >= 1 MiB)");
        }
    }
}
