package io.s3torrent.seeder.bt;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Keeps the most recently used files open, at most {@link #LIMIT}, because processes may not open unlimited files. Not thread-safe. */
final class OpenFiles implements AutoCloseable {
    private static final int LIMIT = 64;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final boolean writable;
    private final Map<Path, FileChannel> open = new LinkedHashMap<>(LIMIT, 0.75f, true);

    private OpenFiles(boolean writable) {
        this.writable = writable;
    }

    /** Opens existing files. */
    static OpenFiles forReading() {
        return new OpenFiles(false);
    }

    /** Opens files, and creates missing files and folders. */
    static OpenFiles forWriting() {
        return new OpenFiles(true);
    }

    FileChannel get(Path path) throws IOException {
        FileChannel channel = open.get(path);
        if (channel == null) {
            closeEldest();
            channel = open(path);
            open.put(path, channel);
        }
        return channel;
    }

    private FileChannel open(Path path) throws IOException {
        if (!writable) {
            return FileChannel.open(path, READ);
        }
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return FileChannel.open(path, WRITE);
    }

    private void closeEldest() throws IOException {
        if (open.size() >= LIMIT) {
            var eldest = open.entrySet().iterator();
            FileChannel channel = eldest.next().getValue();
            eldest.remove();
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }
}
