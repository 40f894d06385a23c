package io.s3torrent.seeder.s3;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the seeder writes to an S3 store: small objects in one go, large ones in parts. Calls block; safe for use by many threads.
 *
 * <p>What is put carries its SHA-1, so that the store refuses what the network spoilt, and may keep it as {@link PartChecksums}. A write
 * returns when the store says that it has as many bytes as were sent, and no other ones as far as its answers tell.
 */
public interface ObjectWriter {

    /**
     * Puts an object, in place of the one that is there.
     *
     * @return what it now is
     * @throws ObjectException.Changed when another one is there than {@code options} allow
     * @throws ObjectException.Unverified when the store is not known to have what was sent
     */
    ObjectVersion put(S3Location location, PartBody body, PutOptions options) throws ObjectException;

    /** The same for a few bytes. */
    default ObjectVersion put(S3Location location, byte[] bytes, PutOptions options) throws ObjectException {
        return put(location, PartBody.of(bytes), options);
    }

    /** Begins an upload in parts, each with its SHA-1. */
    MultipartUpload start(S3Location location, PutOptions options) throws ObjectException;

    /** Uploads one part, in place of the one with that number. All but the last must have at least 5 MiB. */
    StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException;

    /**
     * Makes the parts one object, in place of the one that is there.
     *
     * @param parts all of them, their numbers rising
     * @return what it now is
     * @throws ObjectException.Unverified when the store is not known to have what was sent
     */
    ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException;

    /** Gives an upload up, and its parts with it; one that is no longer there is no error. */
    void abort(MultipartUpload upload) throws ObjectException;

    /** The parts of an unfinished upload, their numbers rising. */
    List<StoredPart> parts(MultipartUpload upload) throws ObjectException;

    /** The uploads of this key that were neither completed nor aborted, the latest first. */
    List<MultipartUpload> unfinished(S3Location location) throws ObjectException;

    /**
     * An upload in parts that was begun; until it is completed or aborted, the store keeps its parts, and bills them.
     *
     * @param id the store's name for it
     * @param started when the store tells
     * @param checksumAlgorithm that all its parts must have, as the store spells it; empty when it does not tell
     */
    record MultipartUpload(
            S3Location location, String id, Optional<Instant> started, Optional<String> checksumAlgorithm) {}

    /**
     * What is said of an object that is put.
     *
     * @param contentType as in HTTP
     * @param metadata by lower-case name, without {@code x-amz-meta-}; US-ASCII only
     * @param ifNoneMatch true to put it only where there is no object
     * @param ifMatch the ETag of the only object that it may replace
     */
    record PutOptions(String contentType, Map<String, String> metadata, boolean ifNoneMatch, Optional<String> ifMatch) {
        public PutOptions {
            metadata = Map.copyOf(metadata);
        }

        /** Nothing but its type. */
        public static PutOptions of(String contentType) {
            return new PutOptions(contentType, Map.of(), false, Optional.empty());
        }

        public boolean isConditional() {
            return ifNoneMatch || ifMatch.isPresent();
        }

        public PutOptions unconditional() {
            return new PutOptions(contentType, metadata, false, Optional.empty());
        }
    }
}
