package io.s3torrent.net.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response. Its length is known; the bytes of its body may arrive later.
 *
 * @param headers all but {@code Date}, {@code Server}, {@code Content-Length} and {@code Connection}, which the server adds
 * @param from the first byte of {@code body} to send
 * @param to the end (exclusive) of the bytes to send
 */
public record ServerResponse(int status, Map<String, String> headers, HttpBody body, long from, long to) {
    public ServerResponse {
        headers = Map.copyOf(headers);
        if (from < 0 || from > to || to > body.length()) {
            throw new IllegalArgumentException(
                    "range: " + from + " to " + to + " (expected: within " + body.length() + ")");
        }
    }

    /** Creates a response with a whole body. */
    public static ServerResponse of(int status, Map<String, String> headers, HttpBody body) {
        return new ServerResponse(status, headers, body, 0, body.length());
    }

    /** Creates a 206 response with a part of a body (RFC 9110, section 15.3.7). */
    public static ServerResponse part(Map<String, String> headers, HttpBody body, long from, long to) {
        return new ServerResponse(206, headers, body, from, to)
                .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + body.length());
    }

    /** Creates a response with a text. */
    public static ServerResponse text(int status, String type, String text) {
        return of(status, Map.of("Content-Type", type), GrowingBytes.whole(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns a copy with this header added or replaced. */
    public ServerResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ServerResponse(status, more, body, from, to);
    }
}
