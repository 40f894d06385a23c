package io.s3torrent.net.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer; its length is known, while its bytes may still be in the making.
 *
 * @param headers without those of the connection and the length
 * @param from the first byte that is sent of {@code body}
 * @param to the end of those
 */
public record ServerResponse(int status, Map<String, String> headers, HttpBody body, long from, long to) {
    public ServerResponse {
        headers = Map.copyOf(headers);
        if (from < 0 || from > to || to > body.length()) {
            throw new IllegalArgumentException(
                    "range: " + from + " to " + to + " (expected: within " + body.length() + ")");
        }
    }

    /** The whole of a body. */
    public static ServerResponse of(int status, Map<String, String> headers, HttpBody body) {
        return new ServerResponse(status, headers, body, 0, body.length());
    }

    /** A part of a body (RFC 9110, 15.3.7). */
    public static ServerResponse part(Map<String, String> headers, HttpBody body, long from, long to) {
        return new ServerResponse(206, headers, body, from, to)
                .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + body.length());
    }

    /** A text of its own. */
    public static ServerResponse text(int status, String type, String text) {
        return of(status, Map.of("Content-Type", type), GrowingBytes.whole(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same with a header more. */
    public ServerResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ServerResponse(status, more, body, from, to);
    }
}
