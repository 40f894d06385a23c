package io.s3torrent.net.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An HTTP request as received: percent-encoding is kept, and each char is one byte.
 *
 * @param client the address of the client; behind a trusted proxy, the address that the proxy reports
 * @param reachedAt the server's address that the client connected to
 * @param path of the target, from the first slash to the question mark
 * @param query the part after the question mark; empty without one
 * @param headers values by lower-case name
 * @param forwardedHost the {@code Host} that the client sent to a trusted proxy, if the proxy reports it
 * @param ended completes on the event loop when the response is written, or when the client has closed the connection before that
 */
public record HttpRequest(
        InetAddress client,
        InetAddress reachedAt,
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        Optional<String> forwardedHost,
        CompletionStage<Void> ended) {
    public HttpRequest {
        headers = Map.copyOf(headers);
    }

    /** Creates a request whose end is not observed. */
    public HttpRequest(
            InetAddress client,
            InetAddress reachedAt,
            String method,
            String path,
            String query,
            Map<String, List<String>> headers,
            Optional<String> forwardedHost) {
        this(client, reachedAt, method, path, query, headers, forwardedHost, new CompletableFuture<>());
    }

    /** The first value of a header; empty if the request does not have it. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
}
