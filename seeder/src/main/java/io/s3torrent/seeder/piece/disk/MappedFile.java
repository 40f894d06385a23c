package io.s3torrent.seeder.piece.disk;

import io.s3torrent.seeder.piece.PieceLayout;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of fixed length, mapped as a whole, so that its bytes go to sockets without a copy.
 *
 * <p>Touching a mapped page that cannot be read raises a signal, which Java 17 turns into an error at a later time and in another place. So
 * this class never touches a page: it checks and writes bytes through the file. Only the kernel reads the mapping, and reports an
 * unreadable page as a failed write to the socket.
 *
 * <p>The file is never truncated, and never unmapped explicitly. The garbage collector unmaps it when the last slice is gone, so that no
 * slice ever points to unmapped memory. The file is mapped in windows because a buffer ends at 2 GiB. The windows overlap, so that each
 * unit lies completely in one of them.
 */
final class MappedFile implements AutoCloseable {
    private static final long WINDOW = 1L << 30;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer[] windows;

    private MappedFile(Path path, FileChannel channel, ByteBuffer[] windows) {
        this.path = path;
        this.channel = channel;
        this.windows = windows;
    }

    /**
     * Maps a file that is at most {@code bytes} long, and extends it to that length. The file system allocates blocks only when they are
     * written.
     */
    static MappedFile open(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
            ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes - 1) / WINDOW + 1)];
            for (int i = 0; i < windows.length; i++) {
                long length = Math.min(WINDOW + PieceLayout.MAX_PIECE_LENGTH, bytes - i * WINDOW);
                // writable because Netty accepts no other buffer
                windows[i] = file.getChannel().map(MapMode.READ_WRITE, i * WINDOW, length);
            }
            return new MappedFile(path, FileChannel.open(path, StandardOpenOption.READ), windows);
        }
    }

    Path path() {
        return path;
    }

    /** Fills {@code buffer} from the file; throws if another process has truncated the file. */
    void read(ByteBuffer buffer, long offset) throws IOException {
        for (long at = offset; buffer.hasRemaining(); ) {
            int got = channel.read(buffer, at);
            if (got < 0) {
                throw new EOFException(path + " was truncated at byte  " + at);
            }
            at += got;
        }
    }

    /** A slice of the file, at most {@link PieceLayout#MAX_PIECE_LENGTH} bytes, which our code must not touch. */
    ByteBuffer slice(long offset, int length) {
        int window = (int) (offset / WINDOW);
        return windows[window].slice((int) (offset - window * WINDOW), length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
