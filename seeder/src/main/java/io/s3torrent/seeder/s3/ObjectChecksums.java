package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * What a store knows of the bytes of one version, to be compared with the bytes that a reader got.
 *
 * @param crc the CRC of all bytes; never one of the parts' CRCs, which says nothing of the bytes themselves
 * @param sha1 the SHA-1 of all bytes
 * @param partSha1 true when the store has the SHA-1 of each part, and tells them by {@link ObjectStore#partChecksums}
 * @param md5 an ETag that looks like the MD5 of all bytes, of a short object; there are stores where it is none
 */
public record ObjectChecksums(Optional<Crc> crc, Optional<byte[]> sha1, boolean partSha1, Optional<byte[]> md5) {
    /** Nothing is known. */
    public static final ObjectChecksums NONE =
            new ObjectChecksums(Optional.empty(), Optional.empty(), false, Optional.empty());

    /** Bytes of the longest object whose MD5 is of interest: an MD5 cannot be joined from those of parallel ranges. */
    public static final long MAX_MD5_LENGTH = 64L << 20;

    /** A CRC of all bytes; of one of 32 bits the upper half is zero. */
    public record Crc(CrcAlgorithm algorithm, long value) {}
}
