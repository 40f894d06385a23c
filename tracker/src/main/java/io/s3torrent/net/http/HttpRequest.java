package io.s3torrent.net.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came: nothing decoded, a char for each byte.
 *
 * @param client who asks: who connected, or for whom a trusted proxy did
 * @param reachedAt our own address that he asked at
 * @param path of the target, from its slash to the question mark
 * @param query what follows that; empty without one
 * @param headers by lower-case name
 * @param forwardedHost the {@code Host} that a trusted proxy was sent, if it says so
 */
public record HttpRequest(
        InetAddress client,
        InetAddress reachedAt,
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        Optional<String> forwardedHost) {
    public HttpRequest {
        headers = Map.copyOf(headers);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
}
