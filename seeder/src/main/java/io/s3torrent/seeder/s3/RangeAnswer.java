package io.s3torrent.seeder.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the headers of an answer to a ranged GET say, and whether that is what was asked for. */
record RangeAnswer(
        int status,
        @Nullable String contentRange,
        @Nullable Long contentLength,
        @Nullable String etag,
        @Nullable String versionId) {

    static RangeAnswer of(ObjectHead head) {
        return new RangeAnswer(
                head.status(),
                head.header("Content-Range").orElse(null),
                head.length().orElse(null),
                head.etag().orElse(null),
                head.header("x-amz-version-id").orElse(null));
    }

    /** True when the store answers with another version than was asked for: some don't know If-Match or versions. */
    boolean isOther(ObjectVersion version) {
        boolean otherBytes = etag != null && !ETag.of(etag).isSame(version.tag());
        boolean otherId = versionId != null
                && version.versionId().isPresent()
                && !versionId.equals(version.versionId().get());
        return otherBytes || otherId;
    }

    /** What is wrong with the answer, empty when its body is to be read. */
    Optional<String> fault(ObjectVersion version, ByteRange asked) {
        if (etag == null) {
            return Optional.of("no ETag");
        }
        if (contentLength != null && contentLength != asked.length()) {
            return Optional.of("length " + contentLength + " (expected: " + asked.length() + ")");
        }
        return status == 206 ? rangeFault(version, asked) : statusFault(version, asked);
    }

    private Optional<String> rangeFault(ObjectVersion version, ByteRange asked) {
        String bounds = "bytes " + asked.start() + "-" + (asked.end() - 1) + "/";
        boolean right = (bounds + version.length()).equals(contentRange) || (bounds + "*").equals(contentRange);
        return right
                ? Optional.empty()
                : Optional.of("range \"" + contentRange + "\" (expected: " + asked.header() + ")");
    }

    /** A server may ignore Range (RFC 9110, 14.2): right only when the whole object was asked for anyway. */
    private Optional<String> statusFault(ObjectVersion version, ByteRange asked) {
        boolean whole = status == 200 && asked.length() == version.length();
        return whole ? Optional.empty() : Optional.of("status " + status + " (expected: 206)");
    }
}
