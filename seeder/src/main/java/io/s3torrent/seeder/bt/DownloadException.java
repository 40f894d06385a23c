package io.s3torrent.seeder.bt;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A download that did not finish. Except for {@link Refused}, {@link Occupied} and {@link InUse}, starting it again resumes it.
 */
public abstract sealed class DownloadException extends IOException {
    private static final long serialVersionUID = 1L;

    DownloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The torrent names files that this machine must not write; nothing was written. */
    public static final class Refused extends DownloadException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null);
        }
    }

    /** Another file exists where a file of the torrent should be. It was not changed. */
    public static final class Occupied extends DownloadException {
        private static final long serialVersionUID = 1L;

        Occupied(String message) {
            super(message, null);
        }
    }

    /** Another process downloads the same torrent into the same folder. */
    public static final class InUse extends DownloadException {
        private static final long serialVersionUID = 1L;

        InUse(String message) {
            super(message, null);
        }
    }

    /** Nothing arrived for longer than the caller wants to wait; the download can be resumed. */
    public static final class Stalled extends DownloadException {
        private static final long serialVersionUID = 1L;

        Stalled(String message) {
            super(message, null);
        }
    }

    /** The folder cannot be written: the disk is full or read-only. The download can be resumed. */
    public static final class NoSpace extends DownloadException {
        private static final long serialVersionUID = 1L;

        NoSpace(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The caller used {@link BtDownload#cancel()}; the download can be resumed. */
    public static final class Cancelled extends DownloadException {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("cancelled; start it again to resume", null);
        }
    }
}
