package io.s3torrent.seeder.put;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An upload ended before its end, for a reason of its own; those of the store are {@code ObjectException}s. */
public abstract sealed class PutException extends IOException {
    private static final long serialVersionUID = 1L;

    PutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The store could not be reached for too long; what it has, it keeps, and an upload that resumes goes on from there. */
    public static final class Broken extends PutException {
        private static final long serialVersionUID = 1L;

        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Told to stop; nothing of it is left in the store. */
    public static final class Cancelled extends PutException {
        private static final long serialVersionUID = 1L;

        Cancelled(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The file is none, is empty, or changed while it was read; nothing of it is left in the store. */
    public static final class BadFile extends PutException {
        private static final long serialVersionUID = 1L;

        BadFile(String message) {
            super(message, null);
        }
    }

    /** An object with other bytes is in the place of the upload; it stays. */
    public static final class Occupied extends PutException {
        private static final long serialVersionUID = 1L;

        Occupied(String message) {
            super(message, null);
        }
    }
}
