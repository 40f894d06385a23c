package io.s3torrent.tracker.http;

/** A request that is refused; the message is for its sender. Has no stack trace: strangers may ask for many of these. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
