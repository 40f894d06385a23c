package io.s3torrent.cli;

import java.io.IOException;

/** A command ends with a text for the user and an exit code. */
final class CommandException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
