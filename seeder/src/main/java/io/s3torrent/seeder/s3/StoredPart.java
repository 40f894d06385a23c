package io.s3torrent.seeder.s3;

import java.util.Optional;

/**
 * A part that a store has of an unfinished upload.
 *
 * @param number from 1 to 10,000
 * @param length bytes
 * @param etag as the store sends it, quotes included; of many stores the MD5
 * @param sha1 20 bytes, of what was sent, or as the store lists it
 * @param keepsSha1 true when the store keeps the SHA-1, and wants it back when the parts are joined
 * @param proof that the store has the bytes of this SHA-1
 */
public record StoredPart(int number, long length, String etag, Optional<byte[]> sha1, boolean keepsSha1, Proof proof) {

    /** What an answer of the store says of the bytes that it was sent. */
    public enum Proof {
        /** It has the right SHA-1. */
        SHA1,
        /** The ETag is the MD5. */
        MD5,
        /** Nothing. */
        NONE,
        /** The ETag looks like the MD5 of something else, which proves nothing yet: there are stores whose ETags only look like it. */
        DOUBT
    }

    /** A part as the store lists it. */
    public static StoredPart listed(int number, long length, String etag, Optional<byte[]> sha1) {
        return new StoredPart(number, length, etag, sha1, sha1.isPresent(), Proof.NONE);
    }

    /** The same, which turned out to have this SHA-1. */
    public StoredPart proved(byte[] hash) {
        // Some stores want the checksums back that they do not list.
        return new StoredPart(number, length, etag, Optional.of(hash), true, keepsSha1 ? Proof.SHA1 : Proof.MD5);
    }
}
