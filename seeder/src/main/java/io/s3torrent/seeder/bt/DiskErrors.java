package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.NoSpace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Explains a failed write: the disk is full, the folder is read-only, or something else is wrong. */
final class DiskErrors {
    /** When less space than this is left, a failed write means a full disk, even if the system reports another error. */
    private static final long FULL = 1 << 20;

    private DiskErrors() {}

    static IOException explain(IOException e, Path folder) {
        if (isFull(e, folder)) {
            return new NoSpace(folder + ": the disk is full; make room and start the download again to resume it", e);
        }
        if (isReadOnly(e)) {
            return new NoSpace(folder + ": cannot be written: " + e.getMessage(), e);
        }
        return e;
    }

    private static boolean isFull(IOException e, Path folder) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded") || usable(folder) < FULL;
    }

    /** True if the folder cannot be written at all. */
    static boolean isReadOnly(IOException e) {
        return e instanceof AccessDeniedException
                || (e instanceof FileSystemException fault
                        && String.valueOf(fault.getReason())
                                .toLowerCase(Locale.ROOT)
                                .contains("read-only"));
    }

    private static long usable(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
