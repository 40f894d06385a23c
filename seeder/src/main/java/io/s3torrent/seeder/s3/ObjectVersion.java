package io.s3torrent.seeder.s3;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One state of an object, to which reads are pinned. Overwriting the key makes another version.
 *
 * <p>Two versions are equal when their ETags have the same text, weak or strong, with or without quotes.
 *
 * @param length in bytes
 * @param etag as the store sends it, quotes included
 * @param versionId set in a bucket with versioning
 * @param encoding the {@code Content-Encoding} that the store keeps with the object, such as {@code gzip}; empty for most objects. Requests
 *     need it to ask for the stored bytes. It is not compared by {@link #equals}
 */
public record ObjectVersion(
        S3Location location, long length, String etag, Optional<String> versionId, Optional<String> encoding) {
    /** The coding "no encoding" (RFC 9110, 12.5.3). */
    public static final String PLAIN = "identity";

    private static final Pattern CODINGS = Pattern.compile("[a-z0-9-]{1,20}( ?, ?[a-z0-9-]{1,20}){0,3}");

    public ObjectVersion {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
        }
    }

    /** A version of an object without an encoding. */
    public ObjectVersion(S3Location location, long length, String etag, Optional<String> versionId) {
        this(location, length, etag, versionId, Optional.empty());
    }

    /** This version, requested without a condition: a weak ETag never matches {@code If-Match} (RFC 9110, 13.1.1). */
    public ObjectVersion withoutCondition() {
        return new ObjectVersion(location, length, "W/" + canonicalEtag(), versionId, encoding);
    }

    /** True when a GET of this version carries {@code If-Match}, so that the store rejects it after the object was replaced. */
    public boolean isConditional() {
        return versionId.isEmpty() && !tag().weak();
    }

    /** The value of {@code Accept-Encoding} with which the store sends the stored bytes unchanged. */
    public String acceptEncoding() {
        return encoding.filter(coding -> CODINGS.matcher(coding).matches()).orElse(PLAIN);
    }

    /** The ETag, independent of its spelling. */
    public ETag tag() {
        return ETag.of(etag);
    }

    /** The ETag in one spelling, for use as a lookup key. */
    public String canonicalEtag() {
        return tag().quoted();
    }

    /** True when an answer or a listing with this ETag and length describes this version. */
    public boolean isOf(String otherEtag, long otherLength) {
        return length == otherLength && tag().isSame(ETag.of(otherEtag));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectVersion version
                && location.equals(version.location)
                && length == version.length
                && canonicalEtag().equals(version.canonicalEtag())
                && versionId.equals(version.versionId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, length, tag().text(), versionId);
    }
}
