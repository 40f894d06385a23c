package io.s3torrent.tracker.http;

/** Whether a connection stays open after a response, and the response head that says so (RFC 9112, section 9.3). */
enum Persistence {
    /** The connection stays open, which is the default of HTTP/1.1. */
    IMPLIED(""),
    /** The connection stays open because an HTTP/1.0 client asked for that. */
    AGREED("Connection: keep-alive\r\n"),
    /** The connection ends with this response. */
    NONE("Connection: close\r\n"),
    /** The connection ends with this response, whose status is an error. */
    BAD_REQUEST("400 Bad Request", "Connection: close\r\n");

    /** The response head up to the value of {@code Content-Length}. */
    final String head;

    Persistence(String connection) {
        this("200 OK", connection);
    }

    Persistence(String status, String connection) {
        this.head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n" + connection + "Content-Length: ";
    }
}
