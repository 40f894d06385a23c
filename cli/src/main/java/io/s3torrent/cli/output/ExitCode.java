package io.s3torrent.cli.output;

import io.s3torrent.seeder.bt.DownloadException;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.put.PutException;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.Objects;

/** The exit codes; from 252 on they match the AWS CLI. The JVM exits with 130 after Ctrl-C. */
public final class ExitCode {
    public static final int OK = 0;
    /** The work itself failed: for example a malformed torrent, or bytes that do not match it. */
    public static final int FAILED = 1;
    /** Some torrents succeeded and others failed. */
    public static final int PARTLY = 2;
    /** Stopped; the same command resumes the work. */
    public static final int RESUMABLE = 3;
    /** The disk is full. */
    static final int NO_SPACE = 4;

    public static final int USAGE = 252;
    public static final int CONFIGURATION = 253;
    /** The store rejected a request. */
    public static final int STORE_SAID_NO = 254;
    /** Network, files, ports and bugs. */
    public static final int OTHER = 255;

    private static final int MAX_CAUSES = 50;

    private ExitCode() {}

    /** The exit code for a failure. */
    public static int of(Throwable failure) {
        if (isOutOfMemory(failure)) {
            return OTHER;
        }
        if (failure instanceof CommandException command) {
            return command.exitCode();
        }
        if (failure instanceof ObjectException.Misconfigured) {
            return CONFIGURATION;
        }
        if (failure instanceof ObjectException.OverBudget || failure instanceof ObjectException.Corrupt) {
            return FAILED;
        }
        if (failure instanceof ObjectException) {
            return failure instanceof ObjectException.Unavailable ? OTHER : STORE_SAID_NO;
        }
        if (failure instanceof DownloadException download) {
            return of(download);
        }
        if (failure instanceof PutException) {
            return failure instanceof PutException.Broken ? RESUMABLE : FAILED;
        }
        if (failure instanceof MetainfoException || failure instanceof BadPieceException) {
            return FAILED;
        }
        return isNoSpace(failure) ? NO_SPACE : OTHER;
    }

    private static int of(DownloadException failure) {
        if (failure instanceof DownloadException.NoSpace) {
            return NO_SPACE;
        }
        boolean canGoOn =
                failure instanceof DownloadException.Stalled || failure instanceof DownloadException.Cancelled;
        return canGoOn ? RESUMABLE : FAILED;
    }

    /** Java has no exception type for ENOSPC and EDQUOT, only the text of the system. */
    private static boolean isNoSpace(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /** True when a failure is an out-of-memory error, or was caused by one. */
    static boolean isOutOfMemory(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
