package io.s3torrent.seeder.s3;

import java.util.List;

/**
 * The SHA-1 that a store keeps of each part of an upload. When the piece length equals the part length, these are the piece hashes of a
 * torrent (BEP 3).
 *
 * @param partLength bytes of every part but the last, which may be shorter; for a single part, the object's length
 * @param sha1 20 bytes each, in the order of the object
 */
public record PartChecksums(long partLength, List<byte[]> sha1) {
    public PartChecksums {
        sha1 = List.copyOf(sha1);
        if (partLength < 1 || sha1.isEmpty() || sha1.stream().anyMatch(hash -> hash.length != 20)) {
            throw new IllegalArgumentException("parts: " + sha1.size() + " of " + partLength
                    + " bytes (expected: at least one, of at least one byte, each with a SHA-1)");
        }
    }
}
