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
 * Holds the hashes of torrents in a file instead of in memory. Hashes are the largest part of a torrent, and of thousands of torrents only
 * a few are used at a time.
 *
 * <p>The file is deleted as soon as it is open, so that it disappears with the process and no other program can write to it. If no file can
 * be made, torrents stay in memory. Space is never reclaimed: a torrent that is no longer seeded leaves its 20 bytes per piece there.
 * Guarded by its own monitor. It does not use a channel, because an interrupted reader would close it for all others.
 */
public final class InfoSpillFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InfoSpillFile.class);

    /** Dictionaries up to this many bytes stay in memory. */
    private static final int LIGHT = 2048;

    private final Optional<Folder> folder;
    private @Nullable RandomAccessFile file;
    private long end;
    private boolean done;

    /** Opens or creates a folder. */
    @FunctionalInterface
    public interface Folder {
        Path open() throws IOException;
    }

    /** Makes a spill file in {@code folder}. The file is created when the first torrent is put. */
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
            LOG.warn("the hashes of torrents stay in memory, because the spill file cannot be written: {}", e.toString());
            done = true;
            return info;
        }
    }

    private static RandomAccessFile open(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "infos", ".tmp"); // readable for this user only
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

    /** Closes the file; torrents in it can no longer be read. */
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
