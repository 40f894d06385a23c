package io.s3torrent.seeder.metainfo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the hashes of torrents in a file instead of in memory: they are most of a torrent, and of thousands only a few are used.
 *
 * <p>The file has no name as soon as it is open, so that it goes with the process and nobody else writes to it. Where there can be
 * none, torrents stay in memory. What was put is never taken off: a torrent that is no longer seeded leaves its 20 bytes a piece there.
 * Guarded by its own monitor, and not a channel, which an interrupted reader would close for all.
 */
public final class InfoSpillFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InfoSpillFile.class);

    /** Bytes of a dictionary that are no burden. */
    private static final int LIGHT = 2048;

    private final Optional<Folder> folder;
    private @Nullable RandomAccessFile file;
    private long end;
    private boolean done;

    /** Makes, or finds, a folder. */
    @FunctionalInterface
    public interface Folder {
        Path open() throws IOException;
    }

    /** A file in {@code folder}, which is made for the first torrent. */
    public InfoSpillFile(Optional<Folder> folder) {
        this.folder = folder;
    }

    /** The same torrent with its bytes in the file. */
    public synchronized Info put(Info info) {
        if (info.rawLength() <= LIGHT || folder.isEmpty() || done) {
            return info;
        }
        try {
            if (file == null) {
                file = open(folder.get().open());
            }
            byte[] bytes = info.raw();
            file.seek(end);
            file.write(bytes);
            Info put = info.withRaw(new Spilled(end, bytes.length));
            end += bytes.length;
            return put;
        } catch (IOException e) {
            LOG.warn("hashes stay in memory: {}", e.toString());
            done = true;
            return info;
        }
    }

    private static RandomAccessFile open(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "infos", ".tmp"); // for this user only
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    private synchronized byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        try {
            if (file == null) {
                throw new IOException("closed");
            }
            file.seek(position);
            file.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the hashes of a torrent cannot be read: " + e.getMessage(), e);
        }
    }

    /** Gives the file back; what was put into it can no longer be read. */
    @Override
    public synchronized void close() {
        done = true;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("not closed", e);
            }
            file = null;
        }
    }

    private final class Spilled implements RawInfo {
        private final long position;
        private final int length;

        private Spilled(long position, int length) {
            this.position = position;
            this.length = length;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public byte[] range(int start, int end) {
            if (start < 0 || start > end || end > length) {
                throw new IndexOutOfBoundsException(
                        "range: " + start + " to " + end + " (expected: in " + length + ")");
            }
            return read(position + start, end - start);
        }
    }
}
