package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * The checksums that a store has for one version. Readers compare them with the bytes that they received.
 *
 * @param crc the CRC of the whole object; never a CRC of CRCs of parts, which cannot be compared with the bytes
 * @param sha1 the SHA-1 of the whole object
 * @param partSha1 true when the store keeps the SHA-1 of each part; {@link ObjectStore#partChecksums} returns them
 * @param md5 the ETag of a short object when it looks like an MD5 of the whole object; at some stores it is not one
 */
public record ObjectChecksums(Optional<Crc> crc, Optional<byte[]> sha1, boolean partSha1, Optional<byte[]> md5) {
    /** No checksums are known. */
    public static final ObjectChecksums NONE =
            new ObjectChecksums(Optional.empty(), Optional.empty(), false, Optional.empty());

    /**
     * Length in bytes of the longest object whose MD5 is used. MD5s of parallel ranges cannot be combined, so larger objects would have to
     * be read serially.
     */
    public static final long MAX_MD5_LENGTH = 64L << 20;

    /** A CRC of the whole object; the upper half of a 32-bit CRC is zero. */
    public record Crc(CrcAlgorithm algorithm, long value) {}
}
