package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * A part of an unfinished upload that the store has.
 *
 * @param number from 1 to 10,000
 * @param length bytes
 * @param etag as the store sends it, quotes included; at many stores the MD5
 * @param sha1 20 bytes, of what was sent, or as the store lists it
 * @param keepsSha1 true when the store keeps the SHA-1 and requires it when the parts are joined
 * @param proof how far the store has confirmed the part's bytes
 */
public record StoredPart(int number, long length, String etag, Optional<byte[]> sha1, boolean keepsSha1, Proof proof) {

    /** How far the store's answer confirms the bytes that were sent. */
    public enum Proof {
        /** The answer has the right SHA-1. */
        SHA1,
        /** The ETag is the right MD5. */
        MD5,
        /** The answer has no usable checksum. */
        NONE,
        /** The ETag looks like another MD5. This proves nothing yet, because some stores' ETags only look like MD5s. */
        DOUBT
    }

    /** A part as the store lists it. */
    public static StoredPart listed(int number, long length, String etag, Optional<byte[]> sha1) {
        return new StoredPart(number, length, etag, sha1, sha1.isPresent(), Proof.NONE);
    }

    /** The same part, after its bytes were found to have this SHA-1. */
    public StoredPart proved(byte[] hash) {
        // Some stores require checksums that they do not list.
        return new StoredPart(number, length, etag, Optional.of(hash), true, keepsSha1 ? Proof.SHA1 : Proof.MD5);
    }
}
