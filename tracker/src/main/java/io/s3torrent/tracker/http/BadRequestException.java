package io.s3torrent.tracker.http;

/** A malformed request; the message goes to its sender. It has no stack trace, because strangers can cause many of these. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Persistence persistence;

    BadRequestException(String message) {
        this(message, Persistence.NONE);
    }

    private BadRequestException(String message, Persistence persistence) {
        super(message, null, false, false);
        this.persistence = persistence;
    }

    /** A request whose end another parser may see elsewhere, which HTTP wants to be answered with status 400. */
    static BadRequestException ambiguous(String message) {
        return new BadRequestException(message, Persistence.BAD_REQUEST);
    }

    /** The head of the answer. */
    Persistence persistence() {
        return persistence;
    }
}
