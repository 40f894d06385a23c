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
 * A file of a fixed length, mapped from end to end, so that its bytes go to sockets without a copy.
 *
 * <p>A page that cannot be brought in is a signal to whoever touches it, of which Java 17 makes an error at some later time, in some
 * other place. So nothing in here touches a page: bytes are checked and written through the file, and the mapping is for the kernel,
 * which makes a failed write to a socket of it. The file is never cut. It is never unmapped by us either: the collector does it when
 * the last slice is gone, so that no slice ever points to nowhere. It is in windows because a buffer ends at 2 GiB; they overlap, so
 * that each unit lies whole in one.
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

    /** Maps a file that is no longer than {@code bytes}, and then as long; room on the disk is taken only when it is written to. */
    static MappedFile open(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
            ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes - 1) / WINDOW + 1)];
            for (int i = 0; i < windows.length; i++) {
                long length = Math.min(WINDOW + PieceLayout.MAX_PIECE_LENGTH, bytes - i * WINDOW);
                // writable because Netty takes no other buffer
                windows[i] = file.getChannel().map(MapMode.READ_WRITE, i * WINDOW, length);
            }
            return new MappedFile(path, FileChannel.open(path, StandardOpenOption.READ), windows);
        }
    }

    Path path() {
        return path;
    }

    /** Fills {@code buffer} from the file; a file that others cut short is an error. */
    void read(ByteBuffer buffer, long offset) throws IOException {
        for (long at = offset; buffer.hasRemaining(); ) {
            int got = channel.read(buffer, at);
            if (got < 0) {
                throw new EOFException(path + " ends at " + at);
            }
            at += got;
        }
    }

    /** Bytes of the file, at most {@link PieceLayout#MAX_PIECE_LENGTH}, not to be touched by us. */
    ByteBuffer slice(long offset, int length) {
        int window = (int) (offset / WINDOW);
        return windows[window].slice((int) (offset - window * WINDOW), length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
