package io.s3torrent.seeder.bt;

import bt.data.Storage;
import bt.data.StorageUnit;
import bt.metainfo.Torrent;
import bt.metainfo.TorrentFile;
import bt.net.buffer.ByteBufferView;
import io.s3torrent.seeder.bt.TargetFiles.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/**
 * The library's view of the disk: one sequence of bytes, which this class maps to the unfinished files.
 *
 * <p>The library only logs a failed write and requests the block again, so failures are reported to {@code onFailure}, which ends the
 * download. Guarded by its monitor; one thread writes, two threads read.
 */
final class DownloadStorage implements Storage, StorageUnit {
    private final TargetFiles target;
    private final long length;
    private final Consumer<IOException> onFailure;
    private final OpenFiles files = OpenFiles.forWriting();
    private boolean closed;
    private long written;

    DownloadStorage(TargetFiles target, long length, Consumer<IOException> onFailure) {
        this.target = target;
        this.length = length;
        this.onFailure = onFailure;
    }

    @Override
    public StorageUnit getUnit(Torrent torrent, TorrentFile file) {
        return this;
    }

    @Override
    public synchronized int readBlock(ByteBuffer buffer, long offset) {
        return attempt(() -> {
            int limit = buffer.limit();
            int start = buffer.position();
            for (Span span : target.spans(offset, buffer.remaining())) {
                buffer.limit(buffer.position() + span.length());
                read(buffer, span);
            }
            buffer.limit(limit);
            return buffer.position() - start;
        });
    }

    private void read(ByteBuffer buffer, Span span) throws IOException {
        if (!span.file().isStored()) {
            buffer.put(new byte[span.length()]);
            return;
        }
        FileChannel channel = files.get(span.file().unfinished());
        for (long at = span.offset(); buffer.hasRemaining(); ) {
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw new IOException(
                        "file is shorter than what was written: " + span.file().unfinished());
            }
            at += count;
        }
    }

    @Override
    public synchronized int writeBlock(ByteBufferView buffer, long offset) {
        return attempt(() -> {
            int limit = buffer.limit();
            int start = buffer.position();
            for (Span span : target.spans(offset, buffer.remaining())) {
                buffer.limit(buffer.position() + span.length());
                write(buffer, span);
            }
            buffer.limit(limit);
            written += buffer.position() - start;
            return buffer.position() - start;
        });
    }

    private void write(ByteBufferView buffer, Span span) throws IOException {
        if (!span.file().isStored()) {
            buffer.position(buffer.limit());
            return;
        }
        FileChannel channel = files.get(span.file().unfinished());
        for (long at = span.offset(); buffer.hasRemaining(); ) {
            at += buffer.transferTo(channel, at);
        }
    }

    /** Bytes that came from peers, whether correct or not. */
    synchronized long written() {
        return written;
    }

    @Override
    public int writeBlock(ByteBuffer buffer, long offset) {
        throw new UnsupportedOperationException("the library writes what it received, as a view");
    }

    private int attempt(DiskAction action) {
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            return action.run();
        } catch (IOException e) {
            if (!closed) {
                onFailure.accept(e);
            }
            throw new UncheckedIOException(e);
        }
    }

    /** Reads or writes, and returns the number of bytes. */
    @FunctionalInterface
    private interface DiskAction {
        int run() throws IOException;
    }

    @Override
    public long capacity() {
        return length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public void flush() {}

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        files.close();
    }
}
