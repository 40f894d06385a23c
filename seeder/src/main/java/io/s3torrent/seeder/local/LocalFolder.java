package io.s3torrent.seeder.local;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.PieceBytes;
import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.prefix.FilePaths;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.s3.KeyName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of this machine, or all files below a folder, of which a torrent is made: the same one as of an object, or of the objects below a
 * prefix, with the same names and bytes.
 *
 * <p>Symbolic links inside of the folder, devices, pipes and sockets are left out. So is {@code X.torrent} beside {@code X}, as in a prefix.
 */
public final class LocalFolder {
    private static final String TORRENT = ".torrent";

    private final Path root;
    private final boolean single;
    private final Map<List<String>, LocalFile> files = new HashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final long length;

    private record LocalFile(Path path, long length, FileTime modified) {
        boolean isUnchanged() throws IOException {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.size() == length && now.lastModifiedTime().equals(modified);
        }
    }

    private LocalFolder(Path path, KeyFilter filter, Optional<Path> output) throws IOException {
        root = path;
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        single = !attributes.isDirectory();
        if (!single) {
            find(filter, output);
        } else if (attributes.isRegularFile()) {
            files.put(List.of(), new LocalFile(path, attributes.size(), attributes.lastModifiedTime()));
        } else {
            throw new MetainfoException(path + ": is neither a file nor a folder (expected: one of them)");
        }
        length = files.values().stream().mapToLong(LocalFile::length).reduce(0, Math::addExact);
        if (length == 0) {
            throw new MetainfoException(path + (single ? " is empty" : ": no file has any bytes")
                    + ", and a torrent needs at least one byte");
        }
    }

    /**
     * Finds the files.
     *
     * @param path a file or a folder; a symbolic link to one is followed
     * @param filter which files below a folder, by their paths with slashes
     * @param output the torrent that is made, which is not part of itself
     * @throws MetainfoException when there are none, or more than {@value KeySelection#MAX_OBJECTS}
     */
    public static LocalFolder of(Path path, KeyFilter filter, Optional<Path> output) throws IOException {
        return new LocalFolder(path, filter, output);
    }

    private void find(KeyFilter filter, Optional<Path> output) throws IOException {
        Path top = root.toRealPath();
        Optional<Path> own = output.map(file -> file.toAbsolutePath().normalize());
        Map<String, LocalFile> found = new HashMap<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String relative = relative(top, file);
                if (!attributes.isRegularFile()) {
                    if (filter.wants(relative)) {
                        leftOut.add(relative
                                + (attributes.isSymbolicLink() ? " (a symbolic link)" : " (not a regular file)"));
                    }
                } else if (own.isEmpty() || !isSame(file, own.get())) {
                    found.put(relative, new LocalFile(file, attributes.size(), attributes.lastModifiedTime()));
                }
                if (found.size() > KeySelection.MAX_OBJECTS) {
                    throw new MetainfoException(root + ": more than " + KeySelection.MAX_OBJECTS
                            + " files (expected: <= " + KeySelection.MAX_OBJECTS + ")");
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Set<String> sidecars = new HashSet<>(found.keySet());
        sidecars.removeIf(name ->
                !name.endsWith(TORRENT) || !found.containsKey(name.substring(0, name.length() - TORRENT.length())));
        sidecars.stream()
                .filter(filter::wants)
                .sorted()
                .forEach(name -> leftOut.add(name + " (a torrent beside its file)"));
        found.forEach((name, file) -> {
            if (!sidecars.contains(name) && filter.wants(name)) {
                files.put(FilePaths.of("", name), file);
            }
        });
        if (files.isEmpty()) {
            throw new MetainfoException(root + ": there is no file to share among the " + found.size()
                    + " in this folder" + (filter.toString().isEmpty() ? "" : " with " + filter));
        }
    }

    private static String relative(Path top, Path file) {
        List<String> names = new ArrayList<>();
        top.relativize(file).forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    private static boolean isSame(Path file, Path other) throws IOException {
        return Files.exists(other) && Files.isSameFile(file, other);
    }

    /** What the torrent is called by default. */
    public String name() {
        Path name = root.toAbsolutePath().normalize().getFileName();
        String text = name == null ? "" : name.toString();
        return text.isEmpty() ? "root" : KeyName.of(text, text);
    }

    /** Bytes of all files. */
    public long length() {
        return length;
    }

    /** What is not in the torrent, each with the reason. */
    public List<String> leftOut() {
        return leftOut.stream().sorted().toList();
    }

    /**
     * Reads all files and makes their torrent. Blocks.
     *
     * @throws MetainfoException when a file changes meanwhile, or no client could write a name
     */
    public Info make(InfoOptions spec, HashingListener listener) throws IOException {
        List<FileEntry> entries = entries(spec);
        TorrentHashes hashes = new TorrentHashes(spec, entries);
        PieceBytes bytes = new LocalBytes(
                entries,
                entries.stream().map(entry -> file(entry).map(LocalFile::path)).toList());
        try (WorkerPool threads = LocalCopy.threads()) {
            if (!hashes.readAll(bytes, threads, listener)) {
                throw changed(root);
            }
        }
        for (LocalFile file : files.values()) {
            if (!file.isUnchanged()) {
                throw changed(file.path());
            }
        }
        return hashes.info();
    }

    private List<FileEntry> entries(InfoOptions spec) {
        return single
                ? TorrentFiles.single(spec, length)
                : TorrentFiles.folder(
                        files.entrySet().stream()
                                .map(file -> new FileEntry(
                                        file.getKey(), file.getValue().length(), false))
                                .toList(),
                        spec);
    }

    private Optional<LocalFile> file(FileEntry entry) {
        return entry.pad() ? Optional.empty() : Optional.ofNullable(files.get(single ? List.of() : entry.path()));
    }

    private static MetainfoException changed(Path path) {
        return new MetainfoException(path + ": changed while it was read; make its torrent when nothing writes to it");
    }
}
