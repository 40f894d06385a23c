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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is read from files or a folder, and reloaded when they change. When a source cannot be read, the current value stays. The
 * file system reports changes; sources are also checked periodically, because network file systems report none. Safe for use by many
 * threads.
 *
 * @param <T> the immutable value; {@code toString()} goes to the log
 */
public final class ReloadingFile<T> implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(ReloadingFile.class);

    /** Default time between two checks of a source. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

    /** How long a source must be unchanged before it is read: its writer may not have finished. */
    private static final Duration SETTLE = Duration.ofMillis(100);

    /** Limits the waits for an unchanged folder, because other files in it may change all the time. */
    private static final int MAX_SETTLE_WAITS = 20;

    private final List<Path> sources;
    private final long checkMillis;
    private final Reader<T> reader;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final @Nullable WatchService changes;
    private final Thread watcher;

    private String state;
    private String lastFailure = "";
    private volatile T current;

    /** Reads the source. */
    public interface Reader<T> {
        T read() throws IOException;
    }

    private ReloadingFile(List<Path> sources, String name, Duration interval, Reader<T> reader) throws IOException {
        this.sources = sources.stream().map(Path::toAbsolutePath).toList();
        this.checkMillis = interval.toMillis();
        this.reader = reader;
        this.watcher = new Thread(this::watch, "s3torrent-" + name);
        this.watcher.setDaemon(true);
        this.changes = changes(this.sources); // before the first read, so that no change is missed
        try {
            this.state = state();
            this.current = read();
        } catch (IOException | RuntimeException e) {
            close(changes);
            throw e;
        }
    }

    /**
     * Reads a file or a folder and starts to watch it.
     *
     * @param name of the watching thread
     * @param reader called by one thread at a time
     * @throws IOException when the source cannot be read
     */
    public static <T> ReloadingFile<T> start(Path source, String name, Reader<T> reader) throws IOException {
        return start(List.of(source), name, CHECK_INTERVAL, reader);
    }

    /**
     * Reads several files and starts to watch them.
     *
     * @param name of the watching thread
     * @param interval between two checks, for changes that the file system does not report
     * @param reader called by one thread at a time
     * @throws IOException when a source cannot be read
     */
    public static <T> ReloadingFile<T> start(List<Path> sources, String name, Duration interval, Reader<T> reader)
            throws IOException {
        ReloadingFile<T> file = new ReloadingFile<>(sources, name, interval, reader);
        file.watcher.start();
        return file;
    }

    /** The value that was last read successfully. */
    public T current() {
        return current;
    }

    /** Returns null when the system cannot report changes: it has no watches left, or a folder cannot be listed. */
    private static @Nullable WatchService changes(List<Path> sources) {
        WatchService changes = null;
        try {
            changes = sources.get(0).getFileSystem().newWatchService();
            for (Path source : sources) {
                Path parent = source.getParent();
                Path watched = parent == null || Files.isDirectory(source) ? source : parent;
                watched.register(
                        changes,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            return changes;
        } catch (IOException e) {
            log.atDebug().log("changes are only found by periodic checks: {}", e.toString());
            close(changes);
            return null;
        }
    }

    private void watch() {
        try {
            while (!closed.await(0, TimeUnit.MILLISECONDS)) {
                awaitChange();
                check();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            Thread.currentThread().interrupt(); // close() causes one of these
        }
    }

    /** Waits until a change is reported and the writer has finished, or until the next periodic check. */
    private void awaitChange() throws InterruptedException {
        if (changes == null) {
            var unused = closed.await(checkMillis, TimeUnit.MILLISECONDS);
            return;
        }
        WatchKey key = changes.poll(checkMillis, TimeUnit.MILLISECONDS);
        for (int i = 0; key != null && i < MAX_SETTLE_WAITS; i++) {
            key.pollEvents();
            key.reset();
            key = changes.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void check() {
        try {
            String now = state();
            if (now.isEmpty() || !now.equals(state)) {
                replaceBy(read());
                // Only after a success: a read can succeed later without a change of the file, for example once file
                // descriptors are free again.
                state = now;
            }
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(lastFailure)) {
                lastFailure = e.toString();
                log.atWarn()
                        .addKeyValue("source", sources.get(0))
                        .log("could not be reloaded, the previous content stays in use: {}", lastFailure);
            }
        }
    }

    private T read() throws IOException {
        try {
            return reader.read();
        } catch (DirectoryIteratorException e) { // listing the folder failed midway
            throw e.getCause();
        }
    }

    private void replaceBy(T next) {
        String before = current.toString();
        current = next;
        lastFailure = "";
        if (!next.toString().equals(before)) {
            log.atInfo().addKeyValue("source", sources.get(0)).log("reloaded: {} (before: {})", next, before);
        }
    }

    /** A text that changes when a file changes; empty for a folder, which must be read to find changes. */
    private String state() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path source : sources) {
            BasicFileAttributes now = Files.readAttributes(source, BasicFileAttributes.class);
            if (now.isDirectory()) {
                return "";
            }
            all.append(now.lastModifiedTime())
                    .append(' ')
                    .append(now.size())
                    .append(' ')
                    .append(now.fileKey());
        }
        return all.toString();
    }

    /** Stops watching; {@link #current} keeps the value that was read last. */
    @Override
    public void close() {
        closed.countDown();
        watcher.interrupt();
        close(changes);
    }

    private static void close(@Nullable WatchService changes) {
        try {
            if (changes != null) {
                changes.close();
            }
        } catch (IOException e) {
            log.atDebug().log("the file watch could not be closed: {}", e.getMessage());
        }
    }
}
