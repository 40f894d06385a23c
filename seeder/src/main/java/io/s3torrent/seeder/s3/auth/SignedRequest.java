package io.s3torrent.seeder.s3.auth;

import io.s3torrent.net.PercentEncoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of an HTTP request without a body that a signature covers, undecoded, as they arrived.
 *
 * @param path up to the question mark
 * @param query the parameters after the question mark
 * @param headers by lower-case name
 * @param authorities other values that {@code Host} may have had before a proxy replaced it; each must name the same bucket
 * @param bucket the bucket that the host name stands for; empty when the path begins with the bucket
 */
public record SignedRequest(
        String method,
        String path,
        QueryString query,
        Map<String, List<String>> headers,
        List<String> authorities,
        Optional<String> bucket) {
    /** The header with the SHA-256 of the body, or {@link #UNSIGNED_CONTENT}. */
    static final String CONTENT_HASH = "x-amz-content-sha256";

    static final String UNSIGNED_CONTENT = "UNSIGNED-PAYLOAD";
    /** The SHA-256 of an empty body. */
    static final String EMPTY_CONTENT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public SignedRequest {
        headers = Map.copyOf(headers);
        authorities = List.copyOf(authorities);
    }

    List<String> all(String header) {
        return headers.getOrDefault(header, List.of());
    }

    /** The value of a header; empty unless it occurs exactly once. */
    Optional<String> header(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.get(0).strip()) : Optional.empty();
    }

    /** The path as it arrived, and as S3 escapes it. A proxy may escape other characters than the client did. */
    List<String> paths() {
        return Stream.of(path, escaped(path)).distinct().toList();
    }

    private static String escaped(String path) {
        try {
            return PercentEncoding.encode(PercentEncoding.decode(path)).replace("%2F", "/");
        } catch (IllegalArgumentException e) { // the path does not decode, so it names no key
            return path;
        }
    }
}
