package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The info-hashes that a text file names, or that the {@code .torrent} files of a folder have. Changes are followed; one that
 * cannot be read leaves the list as it was. Safe for use by many threads.
 */
public final class AllowList implements Predicate<InfoHash>, Closeable {
    private static final Logger log = LoggerFactory.getLogger(AllowList.class);

    /** Where nobody tells of changes, as on network file systems, they are looked for. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** Who writes has not written all yet. */
    private static final Duration SETTLE = Duration.ofMillis(100);

    /** Where the neighbours of a file change all the time, nobody waits for them. */
    private static final int MOST_TO_SETTLE = 20;

    private final Path source;
    private final TorrentFolder folder;
    private final WatchService changes;
    private final Thread follower = new Thread(this::follow, "s3torrent-allow-list");

    private String state = "";
    private volatile InfoHashSet allowed = new InfoHashSet(List.of(), new SecureRandom());

    private AllowList(Path source, WatchService changes) {
        this.source = source;
        this.folder = new TorrentFolder(source);
        this.changes = changes;
        this.follower.setDaemon(true);
    }

    /**
     * Reads a list and follows it.
     *
     * @throws IOException when there is none, or a line of it is no info-hash
     */
    public static AllowList follow(Path source) throws IOException {
        Path absolute = source.toAbsolutePath();
        Path parent = absolute.getParent();
        Path watched = parent == null || Files.isDirectory(absolute) ? absolute : parent;
        WatchService changes = absolute.getFileSystem().newWatchService();
        try {
            AllowList list = new AllowList(absolute, changes);
            watched.register(
                    changes,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            list.read();
            list.follower.start();
            return list;
        } catch (IOException e) {
            changes.close();
            throw e;
        }
    }

    @Override
    public boolean test(InfoHash infoHash) {
        return allowed.contains(infoHash);
    }

    /** True for those that everybody may learn of: neither the list nor the .torrent file calls them private. */
    public boolean isPublic(InfoHash infoHash) {
        return allowed.hasPublic(infoHash);
    }

    /** Number of info-hashes. */
    public int size() {
        return allowed.size();
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
                readAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAgain() {
        try {
            int before = size();
            if (read()) {
                log.atInfo().addKeyValue("source", source).log("allowed torrents: {}, before {}", size(), before);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("source", source).log("the allow-list stays as it was: {}", e.toString());
        }
    }

    /** Reads the source; false when it is a file that has not changed. */
    private boolean read() throws IOException {
        boolean isFolder = Files.isDirectory(source);
        BasicFileAttributes now = Files.readAttributes(source, BasicFileAttributes.class);
        String next = isFolder ? "" : now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        if (!isFolder && next.equals(state)) {
            return false;
        }
        state = next; // also of what turns out wrong, which is told once
        List<Listed> list = isFolder ? folder.read() : HashFile.read(source);
        allowed = new InfoHashSet(list, new SecureRandom());
        return true;
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
