package io.s3torrent.seeder.piece.disk;

import io.s3torrent.seeder.piece.Content;
import java.util.UUID;

/**
 * Identifies a run of bytes on the disk, also after a restart.
 *
 * @param content the bytes' content: {@link Content#id}
 * @param start offset in the content
 * @param length bytes, at least 1
 */
public record DiskKey(UUID content, long start, int length) {
    public DiskKey {
        if (start < 0 || length < 1) {
            throw new IllegalArgumentException("start, length: " + start + ", " + length + " (expected: >= 0, >= 1)");
        }
    }
}
