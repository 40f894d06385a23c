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
 * What the head of a response to a HEAD or a GET says of an object; the SDK or our own connections sent the request.
 *
 * @param headers by name in any case
 */
record ObjectHead(int status, Map<String, String> headers) {
    private static final String METADATA = "x-amz-meta-";

    /** AWS keeps the second one with objects that old SDKs uploaded in chunks; neither says anything about the bytes. */
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

    /** Bytes of the body; empty when the head does not tell. */
    Optional<Long> length() {
        return header("Content-Length").filter(ObjectHead::isNumber).map(Long::parseLong);
    }

    /** False for a head without a length, and for one of bytes that Google's store unpacks on their way. */
    boolean isOfStoredBytes() {
        boolean unpacked = header("x-goog-stored-content-encoding")
                .filter(stored -> !NO_CODING.contains(stored) && encoding().isEmpty())
                .isPresent();
        return length().isPresent() && !unpacked;
    }

    /** Of the answer to a GET of some bytes: the head of all of them. */
    ObjectHead ofWhole() {
        return header("Content-Range")
                .map(range -> range.substring(range.indexOf('/') + 1))
                .filter(ObjectHead::isNumber)
                .map(total -> withLength(Long.parseLong(total)))
                .orElse(status == 200 ? this : withoutLength());
    }

    /** The same head of so many bytes. */
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

    /** As the store sends it, quotes included; empty when it names no version. */
    Optional<String> etag() {
        return header("ETag").filter(sent -> !ETag.of(sent).isEmpty());
    }

    /** The coding that the body is in; empty for the plain bytes. */
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

    /** Empty in a bucket without versions, too: "null" names what was put while it had none, and that can be overwritten. */
    Optional<String> versionId() {
        return header("x-amz-version-id").filter(id -> !id.equals("null"));
    }

    /**
     * The version of the whole object that this is the head of.
     *
     * @throws ObjectException when there is none to be read
     */
    ObjectVersion version(StoreCall call) throws ObjectException {
        if (header("x-amz-delete-marker").filter("true"::equals).isPresent()) {
            throw new ObjectException.NotFound(
                    call + ": the object was deleted (a delete marker is its latest version)", null);
        }
        if (length().isEmpty()) {
            throw new ObjectException.Refused(call + ": the store does not tell the object's length", null);
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

    /** The same with what its maker wrote on it. */
    StoredObject stored(StoreCall call) throws ObjectException {
        Map<String, String> metadata = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, METADATA, 0, METADATA.length())) {
                metadata.put(name.substring(METADATA.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return new StoredObject(version(call), metadata);
    }

    /** What the answer to a HEAD in checksum mode says of the bytes of this version. */
    ObjectChecksums checksums(ObjectVersion version) {
        return ChecksumHeaders.of(this, version);
    }

    /** Objects that lie in an archive: HEAD finds them, but their bytes can only be read after hours of restoring. */
    static final class ArchivedObject {
        /** A copy for a while: what Glacier asks for. */
        static final String FOR_DAYS = "Days=7";

        private static final String STORAGE_CLASS = "x-amz-storage-class";
        private static final String ARCHIVE_STATUS = "x-amz-archive-status";
        private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
        private static final Set<String> TIERS = Set.of("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS");

        private ArchivedObject() {}

        /** Why the object cannot be read now, and what to do about it; empty when it can. */
        static Optional<String> refusal(S3Location location, ObjectHead head) {
            // x-amz-restore: ongoing-request="false", expiry-date="…" while a restored copy is there
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

        /** Intelligent-Tiering moves what nobody asks for into its archive tiers, and back for good, not for a number of days. */
        private static boolean isArchivedByItself(ObjectHead head) {
            return TIERS.contains(head.header(ARCHIVE_STATUS).orElse(""));
        }

        private static String archive(ObjectHead head) {
            return head.header(isArchivedByItself(head) ? ARCHIVE_STATUS : STORAGE_CLASS)
                    .orElse("");
        }

        /** The command that brings the bytes back, as it can be pasted into a shell. */
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

        /** Empty for what is not of this length, such as the checksum of the checksums of parts, which ends with their number. */
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

        /** S3 hashes the encrypted bytes then. */
        private static boolean isEncryptedWithKey(ObjectHead head) {
            return head.header("x-amz-server-side-encryption")
                            .filter(algorithm -> algorithm.startsWith("aws:kms"))
                            .isPresent()
                    || head.header("x-amz-server-side-encryption-customer-algorithm")
                            .isPresent();
        }
    }
}
