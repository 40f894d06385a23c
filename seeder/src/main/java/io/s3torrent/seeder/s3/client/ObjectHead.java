package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.direct.ResponseHead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The status and headers of an answer to a HEAD or GET of an object, from the SDK or from our own connections.
 *
 * @param headers by name, ignoring case
 */
record ObjectHead(int status, Map<String, String> headers) {
    private static final String METADATA = "x-amz-meta-";

    /** Codings that leave the bytes unchanged. AWS keeps "aws-chunked" with objects that old SDKs uploaded in chunks. */
    private static final Set<String> NO_CODING = Set.of("identity", "aws-chunked");

    static ObjectHead of(ResponseHead head) {
        return new ObjectHead(head.status(), head.headers());
    }

    static ObjectHead of(SdkHttpResponse response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.forEachHeader((name, values) -> last(values).ifPresent(value -> headers.put(name, value)));
        return new ObjectHead(response.statusCode(), headers);
    }

    private static Optional<String> last(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The length of the body in bytes; empty when the head does not have it. */
    Optional<Long> length() {
        return header("Content-Length").filter(ObjectHead::isNumber).map(Long::parseLong);
    }

    /** False for a head without a length, and for a body that Google's store decompresses on the way. */
    boolean isOfStoredBytes() {
        boolean unpacked = header("x-goog-stored-content-encoding")
                .filter(stored -> !NO_CODING.contains(stored) && encoding().isEmpty())
                .isPresent();
        return length().isPresent() && !unpacked;
    }

    /** The head of the whole object, made from the head of an answer to a ranged GET. */
    ObjectHead ofWhole() {
        return header("Content-Range")
                .map(range -> range.substring(range.indexOf('/') + 1))
                .filter(ObjectHead::isNumber)
                .map(total -> withLength(Long.parseLong(total)))
                .orElse(status == 200 ? this : withoutLength());
    }

    /** The same head with another length. */
    ObjectHead withLength(long length) {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        changed.put("Content-Length", Long.toString(length));
        return new ObjectHead(status, changed);
    }

    private ObjectHead withoutLength() {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        changed.remove("Content-Length");
        return new ObjectHead(status, changed);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** The ETag as the store sends it, quotes included; empty when it names no version. */
    Optional<String> etag() {
        return header("ETag").filter(sent -> !ETag.of(sent).isEmpty());
    }

    /** The coding of the body; empty when the body is not encoded. */
    Optional<String> encoding() {
        String codings = Arrays.stream(header("Content-Encoding")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(",", -1))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !NO_CODING.contains(coding))
                .collect(Collectors.joining(", "));
        return Optional.of(codings).filter(known -> !known.isEmpty());
    }

    /** The version id; empty also for "null", which names an object from a time without versioning and can be overwritten. */
    Optional<String> versionId() {
        return header("x-amz-version-id").filter(id -> !id.equals("null"));
    }

    /**
     * The version of the object with this head.
     *
     * @throws ObjectException when the object is deleted, archived, or lacks a length or an ETag
     */
    ObjectVersion version(StoreCall call) throws ObjectException {
        if (header("x-amz-delete-marker").filter("true"::equals).isPresent()) {
            throw new ObjectException.NotFound(
                    call + ": the object was deleted (a delete marker is its latest version)", null);
        }
        if (length().isEmpty()) {
            throw new ObjectException.Refused(call + ": the store did not send the object's length", null);
        }
        if (etag().isEmpty()) {
            throw new ObjectException.Refused(
                    call + ": the store sends no ETag, or an empty one, so reads cannot be pinned to one version of the"
                            + " object (expected: a header such as ETag: \"5d41402a\")",
                    null);
        }
        Optional<String> archived = ArchivedObject.refusal(call.location(), this);
        if (archived.isPresent()) {
            throw new ObjectException.Refused(call + ": " + archived.get(), null);
        }
        return new ObjectVersion(call.location(), length().get(), etag().get(), versionId(), encoding());
    }

    /** The version with its user metadata. */
    StoredObject stored(StoreCall call) throws ObjectException {
        Map<String, String> metadata = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, METADATA, 0, METADATA.length())) {
                metadata.put(name.substring(METADATA.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return new StoredObject(version(call), metadata);
    }

    /** The checksums of this version, from an answer to a HEAD in checksum mode. */
    ObjectChecksums checksums(ObjectVersion version) {
        return ChecksumHeaders.of(this, version);
    }

    /** Recognizes archived objects: HEAD finds them, but their bytes can only be read after hours of restoring. */
    static final class ArchivedObject {
        /** The restore request of Glacier: a temporary copy for some days. */
        static final String FOR_DAYS = "Days=7";

        private static final String STORAGE_CLASS = "x-amz-storage-class";
        private static final String ARCHIVE_STATUS = "x-amz-archive-status";
        private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
        private static final Set<String> TIERS = Set.of("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS");

        private ArchivedObject() {}

        /** Why the object cannot be read now, and what to do; empty when it can be read. */
        static Optional<String> refusal(S3Location location, ObjectHead head) {
            // x-amz-restore: ongoing-request="false", expiry-date="…" while a restored copy exists
            String restore = head.header("x-amz-restore").orElse("");
            if (!isArchived(head) || restore.contains("ongoing-request=\"false\"")) {
                return Optional.empty();
            }
            String where = "the object is archived (" + archive(head) + ")";
            return Optional.of(
                    restore.contains("ongoing-request=\"true\"")
                            ? where + " and being restored; try again later"
                            : where + "; to restore it: "
                                    + restoreCommand(location, isArchivedByItself(head) ? "'{}'" : FOR_DAYS));
        }

        private static boolean isArchived(ObjectHead head) {
            return ARCHIVES.contains(head.header(STORAGE_CLASS).orElse("")) || isArchivedByItself(head);
        }

        /**
         * True for an archive tier of Intelligent-Tiering, which moves unused objects into it. Restoring such an object is permanent,
         * without a number of days.
         */
        private static boolean isArchivedByItself(ObjectHead head) {
            return TIERS.contains(head.header(ARCHIVE_STATUS).orElse(""));
        }

        private static String archive(ObjectHead head) {
            return head.header(isArchivedByItself(head) ? ARCHIVE_STATUS : STORAGE_CLASS)
                    .orElse("");
        }

        /** The command that restores the bytes, ready to paste into a shell. */
        static String restoreCommand(S3Location location, String request) {
            String key = location.key().replace("'", "'\\''");
            return "aws s3api restore-object --bucket " + location.bucket() + " --key '" + key + "' --restore-request "
                    + request;
        }
    }

    /** Reads the checksums of an object from the headers of an answer to HEAD (Amazon S3: "Checking object integrity"). */
    private static final class ChecksumHeaders {
        private static final String PREFIX = "x-amz-checksum-";
        private static final int SHA1_LENGTH = 20;
        /** The ETags of directory buckets are random. */
        private static final String DIRECTORY_BUCKET = "--x-s3";

        private ChecksumHeaders() {}

        static ObjectChecksums of(ObjectHead head, ObjectVersion version) {
            Optional<ObjectChecksums.Crc> crc = head.header(PREFIX + "type")
                            .filter(type -> type.equalsIgnoreCase("COMPOSITE"))
                            .isPresent()
                    ? Optional.empty()
                    : Arrays.stream(CrcAlgorithm.values())
                            .flatMap(algorithm -> crc(head, algorithm).stream())
                            .findFirst();
            Optional<byte[]> sha1 = value(head, "sha1", SHA1_LENGTH);
            boolean partSha1 = sha1.isEmpty() && head.header(PREFIX + "sha1").isPresent();
            return new ObjectChecksums(crc, sha1, partSha1, md5(head, version));
        }

        private static Optional<ObjectChecksums.Crc> crc(ObjectHead head, CrcAlgorithm algorithm) {
            return value(head, algorithm.name().toLowerCase(Locale.ROOT), algorithm.length())
                    .map(bytes -> new ObjectChecksums.Crc(
                            algorithm,
                            ByteBuffer.allocate(Long.BYTES)
                                    .position(Long.BYTES - bytes.length)
                                    .put(bytes)
                                    .getLong(0)));
        }

        /** A decoded checksum of this length. Empty for others, such as a composite checksum, which ends with the number of parts. */
        private static Optional<byte[]> value(ObjectHead head, String algorithm, int length) {
            try {
                return head.header(PREFIX + algorithm)
                        .map(Base64.getDecoder()::decode)
                        .filter(bytes -> bytes.length == length);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static Optional<byte[]> md5(ObjectHead head, ObjectVersion version) {
            boolean known = !version.tag().weak()
                    && version.length() <= ObjectChecksums.MAX_MD5_LENGTH
                    && !isEncryptedWithKey(head)
                    && !version.location().bucket().endsWith(DIRECTORY_BUCKET);
            return known ? version.tag().md5() : Optional.empty();
        }

        /** True when S3's ETag is a hash of the encrypted bytes. */
        private static boolean isEncryptedWithKey(ObjectHead head) {
            return head.header("x-amz-server-side-encryption")
                            .filter(algorithm -> algorithm.startsWith("aws:kms"))
                            .isPresent()
                    || head.header("x-amz-server-side-encryption-customer-algorithm")
                            .isPresent();
        }
    }
}
