package io.s3torrent.seeder.bt;

import io.s3torrent.lifecycle.ProcessLock;
import io.s3torrent.seeder.bt.DownloadException.InUse;
import java.io.IOException;
import java.nio.file.Path;

/** Lets only one download at a time write a torrent's files in a folder, with a lock file next to the unfinished files. */
final class WriterLock implements AutoCloseable {
    private final ProcessLock lock;

    private WriterLock(ProcessLock lock) {
        this.lock = lock;
    }

    /**
     * Locks a torrent's files.
     *
     * @throws InUse if another download has the lock
     * @throws IOException if the folder cannot be written
     */
    static WriterLock take(TargetFiles target) throws IOException {
        Path file = target.folder().toRealPath().resolve(target.unfinished().getFileName() + ".lock");
        try {
            return new WriterLock(ProcessLock.take(file));
        } catch (ProcessLock.InUseException e) {
            throw inUse(target, e.pid());
        }
    }

    private static InUse inUse(TargetFiles target, String pid) {
        return new InUse(
                target.folder() + ": " + (pid.isEmpty() ? "another process" : "process " + pid)
                        + " already downloads this torrent into this folder; wait until it ends, or choose another folder with -d");
    }

    @Override
    public void close() throws IOException {
        lock.delete();
    }
}
