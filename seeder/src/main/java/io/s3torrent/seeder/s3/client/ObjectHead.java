package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.direct.ResponseHead;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What the head of an answer to a HEAD or a GET says of an object, whoever sent the request.
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
}
