package io.s3torrent.seeder.s3;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes to an S3 store: small objects in one request, large ones in parts. Calls block; implementations are thread-safe.
 *
 * <p>Each upload carries the SHA-1 of its bytes. The store rejects bytes that the network corrupted, and may keep the hashes as {@link
 * PartChecksums}. A write returns only after the store confirms the length that was sent, and its answers contradict no hash.
 */
public interface ObjectWriter {

    /**
     * Puts an object, and replaces an existing one.
     *
     * @return the new version
     * @throws ObjectException.Changed when {@code options} do not allow to replace the existing object
     * @throws ObjectException.Unverified when the store does not confirm what was sent
     */
    ObjectVersion put(S3Location location, PartBody body, PutOptions options) throws ObjectException;

    /** Puts an object that is held in memory. */
    default ObjectVersion put(S3Location location, byte[] bytes, PutOptions options) throws ObjectException {
        return put(location, PartBody.of(bytes), options);
    }

    /** Begins a multipart upload whose parts each carry their SHA-1. */
    MultipartUpload start(S3Location location, PutOptions options) throws ObjectException;

    /** Uploads one part, and replaces a part with the same number. All parts but the last must have at least 5 MiB. */
    StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException;

    /**
     * Joins the parts to one object, and replaces an existing one.
     *
     * @param parts all parts, in ascending order of their numbers
     * @return the new version
     * @throws ObjectException.Unverified when the store does not confirm what was sent
     */
    ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException;

    /** Aborts an upload and discards its parts; succeeds when the upload no longer exists. */
    void abort(MultipartUpload upload) throws ObjectException;

    /** The parts of an unfinished upload, in ascending order of their numbers. */
    List<StoredPart> parts(MultipartUpload upload) throws ObjectException;

    /** The unfinished uploads of this key, the latest first. */
    List<MultipartUpload> unfinished(S3Location location) throws ObjectException;

    /**
     * A multipart upload that was begun. The store keeps and bills its parts until the upload is completed or aborted.
     *
     * @param id the upload id that the store assigned
     * @param started empty when the store does not report it
     * @param checksumAlgorithm the algorithm that all parts must use, as the store spells it; empty when the store does not report it
     */
    record MultipartUpload(
            S3Location location, String id, Optional<Instant> started, Optional<String> checksumAlgorithm) {}

    /**
     * The headers and conditions of a put.
     *
     * @param contentType as in HTTP
     * @param metadata by lower-case name, without {@code x-amz-meta-}; US-ASCII only
     * @param ifNoneMatch true to put only when no object exists
     * @param ifMatch the ETag of the only object that may be replaced
     */
    record PutOptions(String contentType, Map<String, String> metadata, boolean ifNoneMatch, Optional<String> ifMatch) {
        public PutOptions {
            metadata = Map.copyOf(metadata);
        }

        /** Options with a content type and no metadata or conditions. */
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
