package io.s3torrent.seeder.s3.auth;

import io.s3torrent.net.PercentEncoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of an HTTP request without a body that a signature covers, as they arrived: nothing is decoded.
 *
 * @param path up to the question mark
 * @param query what follows it
 * @param headers by lower-case name
 * @param authorities other values that {@code Host} may have had before a proxy replaced it; each must name the same bucket
 * @param bucket the bucket that the host name stands for; empty when the path begins with it
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
    /** The SHA-256 of no bytes. */
    static final String EMPTY_CONTENT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public SignedRequest {
        headers = Map.copyOf(headers);
        authorities = List.copyOf(authorities);
    }

    List<String> all(String header) {
        return headers.getOrDefault(header, List.of());
    }

    /** The value of a header that occurs once; empty for one that is absent or contradicts itself. */
    Optional<String> header(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.get(0).strip()) : Optional.empty();
    }

    /** The path as it arrived, and as S3 escapes it: a proxy may escape another set of characters than the client did. */
    List<String> paths() {
        return Stream.of(path, escaped(path)).distinct().toList();
    }

    private static String escaped(String path) {
        try {
            return PercentEncoding.encode(PercentEncoding.decode(path)).replace("%2F", "/");
        } catch (IllegalArgumentException e) { // it is the escaped form of no key
            return path;
        }
    }
}
