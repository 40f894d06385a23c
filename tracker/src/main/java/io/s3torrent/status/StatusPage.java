package io.s3torrent.status;

import java.nio.charset.StandardCharsets;

/**
 * What an operator, or the machine that looks after us, gets to see.
 *
 * @param status HTTP status
 * @param contentType of the body
 */
@SuppressWarnings("ArrayRecordComponent") // Written to a socket, never compared.
public record StatusPage(int status, String contentType, byte[] body) {

    /** A line of plain text. */
    public static StatusPage text(int status, String line) {
        return new StatusPage(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON document. */
    public static StatusPage json(String document) {
        return new StatusPage(200, "application/json", (document + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
