package io.s3torrent.cli.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints why a command failed, in one line, and returns the exit code; {@code --debug} logs the stack trace. */
public final class Failures implements IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Console console;

    public Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
        return tell(console, failure);
    }

    /** Prints the line and returns the exit code. */
    public static int tell(Console console, Throwable failure) {
        console.note(text(failure));
        LOG.debug("failed", failure);
        return ExitCode.of(failure);
    }

    /** The failure in one line. */
    public static String text(Throwable failure) {
        String message = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        if (failure instanceof NoSuchFileException) {
            return message + ": no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return message + ": already exists, and is kept";
        }
        if (failure instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (failure instanceof FileSystemException || failure instanceof IOException) {
            return message;
        }
        return "unexpected error: " + failure + " (--debug shows where)";
    }
}
