package io.s3torrent.seeder.put;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** The file that is uploaded. It detects changes while it is read. Thread-safe. */
final class SourceFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final FileTime modified;

    private SourceFile(Path path, FileChannel channel, BasicFileAttributes attributes) {
        this.path = path;
        this.channel = channel;
        this.length = attributes.size();
        this.modified = attributes.lastModifiedTime();
    }

    static SourceFile open(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new PutException.BadFile(path + ": is not a file (expected: one regular file)");
        }
        if (attributes.size() == 0) {
            throw new PutException.BadFile(path + " is empty: a torrent needs at least one byte");
        }
        return new SourceFile(path, FileChannel.open(path, StandardOpenOption.READ), attributes);
    }

    long length() {
        return length;
    }

    /** Fills this part of {@code target} with the bytes from {@code position} on. */
    void read(long position, byte[] target, int offset, int count) throws IOException {
        ByteBuffer missing = ByteBuffer.wrap(target, offset, count);
        long at = position;
        while (missing.hasRemaining()) {
            int got = channel.read(missing, at);
            if (got < 0) {
                throw changed();
            }
            at += got;
        }
    }

    /** Throws when the file was modified since it was opened. */
    void checkUnchanged() throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (now.size() != length || !now.lastModifiedTime().equals(modified)) {
            throw changed();
        }
    }

    private PutException changed() {
        return new PutException.BadFile(path + ": changed while it was read; put it when no program writes to it");
    }

    /** Reads a range again, for a part that is too long for memory. */
    InputStream stream(long start, long end) {
        return new InputStream() {
            private long position = start;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                int step = (int) Math.min(count, end - position);
                if (step <= 0) {
                    return count == 0 ? 0 : -1;
                }
                SourceFile.this.read(position, target, offset, step);
                position += step;
                return step;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
