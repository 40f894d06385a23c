package io.s3torrent.cli.output;

import java.io.IOException;

/** Ends a command with a message for the user and an exit code. */
public final class CommandException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
