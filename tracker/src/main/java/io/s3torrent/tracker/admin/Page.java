package io.s3torrent.tracker.admin;

import java.nio.charset.StandardCharsets;

/**
 * What an operator, or the machine that looks after us, gets to see.
 *
 * @param status HTTP status
 * @param contentType of the body
 */
@SuppressWarnings("ArrayRecordComponent") // Written to a socket, never compared.
public record Page(int status, String contentType, byte[] body) {

    /** A line of plain text. */
    public static Page text(int status, String line) {
        return new Page(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON document. */
    public static Page json(String document) {
        return new Page(200, "application/json", (document + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
