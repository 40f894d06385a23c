package io.s3torrent.tracker.http;

/** Whether a connection outlives an answer, and how the answer's head says so (RFC 9112, section 9.3). */
enum Persistence {
    /** HTTP/1.1 goes on unless somebody says otherwise. */
    IMPLIED(""),
    /** HTTP/1.0, and the client asked to go on. */
    AGREED("Connection: keep-alive\r\n"),
    /** This answer is the last one. */
    NONE("Connection: close\r\n"),
    /** This answer is the last one, and its status is an error. */
    BAD_REQUEST("400 Bad Request", "Connection: close\r\n");

    /** The head of an answer up to the number of its bytes. */
    final String head;

    Persistence(String connection) {
        this("200 OK", connection);
    }

    Persistence(String status, String connection) {
        this.head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n" + connection + "Content-Length: ";
    }
}
