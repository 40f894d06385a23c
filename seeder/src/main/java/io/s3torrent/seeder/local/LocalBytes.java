package io.s3torrent.seeder.local;

import io.s3torrent.seeder.hashing.PieceBytes;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The bytes of a torrent's files on this machine, one after the other, with zeros where the pads are. Opens each file for each read. */
final class LocalBytes implements PieceBytes {
    private static final int STEP = 256 << 10;

    private final List<FileEntry> files;
    private final List<Optional<Path>> paths;
    private final long[] starts;

    /**
     * The bytes of these files.
     *
     * @param paths where each file lies; empty for pads, and for files that are missing
     */
    LocalBytes(List<FileEntry> files, List<Optional<Path>> paths) {
        this.files = files;
        this.paths = paths;
        this.starts = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            starts[i + 1] = starts[i] + files.get(i).length();
        }
    }

    @Override
    public boolean read(ByteRange range, ByteSink sink) throws IOException {
        byte[] buffer = new byte[(int) Math.min(STEP, range.length())];
        boolean there = true;
        for (int i = firstEndingBehind(range.start()); there && i < files.size() && starts[i] < range.end(); i++) {
            long from = Math.max(range.start(), starts[i]);
            long end = Math.min(range.end(), starts[i + 1]);
            if (from < end) {
                there = read(i, from - starts[i], end - starts[i], buffer, sink);
            }
        }
        return there;
    }

    private boolean read(int file, long from, long end, byte[] buffer, ByteSink sink) throws IOException {
        if (files.get(file).pad()) {
            return zeros(end - from, buffer, sink);
        }
        Optional<Path> path = paths.get(file);
        return path.isPresent() && read(path.get(), from, end, buffer, sink);
    }

    private int firstEndingBehind(long position) {
        int found = Arrays.binarySearch(starts, position + 1);
        return Math.max(0, (found >= 0 ? found : -found - 1) - 1);
    }

    private static boolean zeros(long count, byte[] buffer, ByteSink sink) {
        Arrays.fill(buffer, (byte) 0);
        for (long rest = count; rest > 0; rest -= buffer.length) {
            sink.accept(buffer, 0, (int) Math.min(rest, buffer.length));
        }
        return true;
    }

    private static boolean read(Path path, long from, long end, byte[] buffer, ByteSink sink) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = from;
            while (at < end) {
                ByteBuffer target = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - at));
                int count = channel.read(target, at);
                if (count < 0) {
                    return false;
                }
                sink.accept(buffer, 0, count);
                at += count;
            }
            return true;
        }
    }
}
