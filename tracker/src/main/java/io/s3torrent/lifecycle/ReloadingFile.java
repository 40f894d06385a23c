package io.s3torrent.lifecycle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file or a folder says, read again when it changes. What cannot be read leaves all as it was. Safe for use by many threads.
 *
 * @param <T> what is made of it, which never changes; as a text, it is logged
 */
public final class ReloadingFile<T> implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ReloadingFile.class);

    /** Where nobody tells of changes, as on network file systems, they are looked for. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** Who writes has not written all yet. */
    private static final Duration SETTLE = Duration.ofMillis(100);

    /** Where the neighbours of a file change all the time, nobody waits for them. */
    private static final int MOST_TO_SETTLE = 20;

    private final Path source;
    private final Reader<T> reader;
    private final WatchService changes;
    private final Thread follower;

    private String state;
    private String told = "";
    private volatile T current;

    /** Reads the source. */
    public interface Reader<T> {
        T read() throws IOException;
    }

    private ReloadingFile(Path source, String name, WatchService changes, Reader<T> reader) throws IOException {
        this.source = source;
        this.changes = changes;
        this.reader = reader;
        this.follower = new Thread(this::follow, "s3torrent-" + name);
        this.follower.setDaemon(true);
        this.state = state();
        this.current = read();
    }

    /**
     * Reads the source and follows it.
     *
     * @param name of the thread that does
     * @param reader called by one thread at a time
     * @throws IOException when it cannot be read
     */
    public static <T> ReloadingFile<T> start(Path source, String name, Reader<T> reader) throws IOException {
        Path absolute = source.toAbsolutePath();
        Path parent = absolute.getParent();
        Path watched = parent == null || Files.isDirectory(absolute) ? absolute : parent;
        WatchService changes = absolute.getFileSystem().newWatchService();
        try {
            watched.register(
                    changes,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            ReloadingFile<T> followed = new ReloadingFile<>(absolute, name, changes, reader);
            followed.follower.start();
            return followed;
        } catch (IOException e) {
            changes.close();
            throw e;
        }
    }

    /** What was read last. */
    public T current() {
        return current;
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey key = changes.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                for (int i = 0; key != null && i < MOST_TO_SETTLE; i++) {
                    key.pollEvents();
                    key.reset();
                    key = changes.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
                }
                look();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            Thread.currentThread().interrupt(); // By close(), in which order ever it is seen.
        }
    }

    private void look() {
        try {
            String now = state();
            if (now.isEmpty() || !now.equals(state)) {
                replaceBy(read());
                state = now; // not of what failed: why may pass without a trace, as when descriptors are free again
            }
        } catch (IOException e) {
            if (!e.toString().equals(told)) {
                told = e.toString();
                log.atWarn().addKeyValue("source", source).log("all stays as it was: {}", told);
            }
        }
    }

    private T read() throws IOException {
        try {
            return reader.read();
        } catch (DirectoryIteratorException e) { // So a folder says that it cannot be read on.
            throw e.getCause();
        }
    }

    private void replaceBy(T next) {
        String before = current.toString();
        current = next;
        told = "";
        if (!next.toString().equals(before)) {
            log.atInfo().addKeyValue("source", source).log("now {}, before {}", next, before);
        }
    }

    /** By which a file that did not change is known; nothing for a folder. */
    private String state() throws IOException {
        BasicFileAttributes now = Files.readAttributes(source, BasicFileAttributes.class);
        return now.isDirectory() ? "" : now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    }

    /** Follows no more; what was read last stays. */
    @Override
    public void close() {
        follower.interrupt();
        try {
            changes.close();
        } catch (IOException e) {
            log.atDebug().log("watch not closed: {}", e.getMessage());
        }
    }
}
