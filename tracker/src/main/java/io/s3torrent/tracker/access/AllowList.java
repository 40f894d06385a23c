package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.ReloadingFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Predicate;

/**
 * The info-hashes that a text file names, or that the {@code .torrent} files of a folder have. Changes are followed; one that
 * cannot be read leaves the list as it was. Safe for use by many threads.
 */
public final class AllowList implements Predicate<InfoHash>, Closeable {
    private final ReloadingFile<InfoHashSet> allowed;

    private AllowList(ReloadingFile<InfoHashSet> allowed) {
        this.allowed = allowed;
    }

    /**
     * Reads a list and follows it.
     *
     * @throws IOException when there is none, or a line of it is no info-hash
     */
    public static AllowList follow(Path source) throws IOException {
        TorrentFolder folder = new TorrentFolder(source);
        return new AllowList(ReloadingFile.start(
                source,
                "allow-list",
                () -> new InfoHashSet(
                        Files.isDirectory(source) ? folder.read() : InfoHashFile.read(source), new SecureRandom())));
    }

    @Override
    public boolean test(InfoHash infoHash) {
        return allowed.current().contains(infoHash);
    }

    /** True for those that everybody may learn of: neither the list nor the .torrent file calls them private. */
    public boolean isPublic(InfoHash infoHash) {
        return allowed.current().hasPublic(infoHash);
    }

    /** Number of info-hashes. */
    public int size() {
        return allowed.current().size();
    }

    /** Follows no more; what was read last stays. */
    @Override
    public void close() {
        allowed.close();
    }
}
