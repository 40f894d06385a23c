package io.s3torrent.seeder.put;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An upload failed for a reason of its own; failures of the store are {@code ObjectException}s. */
public abstract sealed class PutException extends IOException {
    private static final long serialVersionUID = 1L;

    PutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The store could not be reached for too long. It keeps what it has, and a resumed upload continues from there. */
    public static final class Broken extends PutException {
        private static final long serialVersionUID = 1L;

        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The upload was cancelled; nothing of it is left in the store. */
    public static final class Cancelled extends PutException {
        private static final long serialVersionUID = 1L;

        Cancelled(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The file is not a regular file, is empty, or changed while it was read. Nothing of it is left in the store. */
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
