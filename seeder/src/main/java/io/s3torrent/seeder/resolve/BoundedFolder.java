package io.s3torrent.seeder.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A folder of small files with a limit on their number and their total size. When it is full, the least recently used files are deleted.
 *
 * <p>Each file is written atomically. Several processes may use the folder at the same time. Files with foreign names are left alone.
 * Guarded by its own monitor.
 */
final class BoundedFolder {
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}\\.(?:kept|torrent)");
    private static final Pattern DAMAGED = Pattern.compile("[0-9a-f]{64}\\.(?:kept|torrent)\\.bad");
    private static final Pattern UNFINISHED = Pattern.compile("[0-9]{1,20}\\.tmp");
    private static final Duration ABANDONED = Duration.ofHours(1);
    /** The most damaged files that are kept for inspection. */
    private static final int MAX_DAMAGED = 16;

    private final Path folder;
    private final Limits limits;
    private final Clock clock;
    /** The size at the last count, plus what was written since. */
    private Size used = new Size(-1, 0);

    /** The limits of the folder. */
    record Limits(int files, long bytes) {}

    private record Size(int files, long bytes) {
        Size plus(long length) {
            return new Size(files + 1, bytes + length);
        }
    }

    private record Entry(Path path, long length, Instant used) {}

    BoundedFolder(Path folder, Limits limits, Clock clock) {
        this.folder = folder;
        this.limits = limits;
        this.clock = clock;
    }

    /** Reads a file and marks it as used now. Empty when it does not exist or is longer than {@code maxBytes}. */
    Optional<byte[]> read(String name, int maxBytes) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            touch(file);
            return Optional.of(bytes).filter(all -> all.length <= maxBytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    private void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (IOException e) {
            // In a folder that is read-only, no file will be deleted either.
        }
    }

    /** Writes a file, and replaces an existing one. The bytes are on the disk before the file gets its name. */
    synchronized void write(String name, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        Path temporary = folder.resolve(Long.toUnsignedString(System.nanoTime()) + ".tmp");
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    file.write(rest);
                }
                file.force(true);
            }
            touch(temporary);
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        keepBounds(bytes.length);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /**
     * Renames a damaged file so that a user can inspect it, and deletes the oldest of too many such files.
     *
     * @return the new path
     */
    synchronized Path setAside(String name) throws IOException {
        Path aside = folder.resolve(name + ".bad");
        Files.move(folder.resolve(name), aside, StandardCopyOption.ATOMIC_MOVE);
        touch(aside);
        List<Entry> damaged = entries(DAMAGED);
        for (Entry tooMany : damaged.subList(Math.min(MAX_DAMAGED, damaged.size()), damaged.size())) {
            Files.deleteIfExists(tooMany.path());
        }
        return aside;
    }

    /**
     * Deletes the oldest files if the limits may be exceeded. Listing the folder takes time, so this happens only then, and frees some
     * extra room.
     */
    private void keepBounds(long written) throws IOException {
        used = used.files() < 0 ? new Size(limits.files() + 1, 0) : used.plus(written);
        if (used.files() <= limits.files() && used.bytes() <= limits.bytes()) {
            return;
        }
        List<Entry> latestFirst = entries(OURS);
        long roomFiles = limits.files();
        long roomBytes = limits.bytes();
        boolean over = latestFirst.size() > roomFiles
                || latestFirst.stream().mapToLong(Entry::length).sum() > roomBytes;
        used = new Size(0, 0);
        for (Entry entry : latestFirst) {
            Size with = used.plus(entry.length());
            if (over && (with.files() > roomFiles * 9 / 10 || with.bytes() > roomBytes / 10 * 9)) {
                Files.deleteIfExists(entry.path());
            } else {
                used = with;
            }
        }
    }

    /** The files with matching names, the most recently used first. */
    private List<Entry> entries(Pattern names) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                look(file, names, entries);
            }
        }
        entries.sort(Comparator.comparing(Entry::used).reversed());
        return entries;
    }

    private void look(Path file, Pattern names, List<Entry> entries) throws IOException {
        String name = file.getFileName().toString();
        try {
            Instant used = Files.getLastModifiedTime(file).toInstant();
            if (names.matcher(name).matches()) {
                entries.add(new Entry(file, Files.size(file), used));
            } else if (UNFINISHED.matcher(name).matches()
                    && used.isBefore(clock.instant().minus(ABANDONED))) {
                Files.deleteIfExists(file); // left by a process that was killed
            }
        } catch (NoSuchFileException e) {
            // Another process deletes files as well.
        }
    }
}
