package io.s3torrent.tracker.http;

/** A malformed request; the message goes to its sender. It has no stack trace, because strangers can cause many of these. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
