package io.s3torrent.seeder.s3.sigv4;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a signature covers of an HTTP request without a body, as it came: nothing decoded.
 *
 * @param path up to the question mark
 * @param query what follows it
 * @param headers by lower-case name
 */
public record SignedRequest(String method, String path, QueryString query, Map<String, List<String>> headers) {
    public SignedRequest {
        headers = Map.copyOf(headers);
    }

    List<String> all(String header) {
        return headers.getOrDefault(header, List.of());
    }

    /** The value of a header that is there once; empty for one that is not, or that contradicts itself. */
    Optional<String> header(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.get(0).strip()) : Optional.empty();
    }
}
