package io.s3torrent.seeder.piece;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * A file of a fixed length, mapped from end to end.
 *
 * <p>It is never unmapped by us: the collector does it when the last slice is gone, so that no slice ever points to nowhere. Nor is
 * it ever truncated, for a page beyond a file's end is a signal to the whole process. Nothing is written through the mapping, where
 * a full disk would be such a signal too. It is in windows because a buffer ends at 2 GiB; they overlap, so that each unit lies
 * whole in one.
 */
final class MappedFile {
    private static final long WINDOW = 1L << 30;

    private final Path path;
    private final ByteBuffer[] windows;

    private MappedFile(Path path, ByteBuffer[] windows) {
        this.path = path;
        this.windows = windows;
    }

    /** Maps a file that nobody has mapped, as {@code bytes} long; room on the disk is taken only when it is written to. */
    static MappedFile open(Path path, long bytes) throws IOException {
        PrivateFiles.createFile(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
            ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes - 1) / WINDOW + 1)];
            for (int i = 0; i < windows.length; i++) {
                long length = Math.min(WINDOW + PieceLayout.MAX_PIECE_LENGTH, bytes - i * WINDOW);
                // writable because Netty takes no other buffer; we write to the file
                windows[i] = file.getChannel().map(MapMode.READ_WRITE, i * WINDOW, length);
            }
            return new MappedFile(path, windows);
        }
    }

    Path path() {
        return path;
    }

    /** Bytes of the file, at most {@link PieceLayout#MAX_PIECE_LENGTH}. */
    ByteBuffer slice(long offset, int length) {
        int window = (int) (offset / WINDOW);
        return windows[window].slice((int) (offset - window * WINDOW), length);
    }
}
