package io.s3torrent.seeder.local;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.bt.DiskNames;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.PieceCheck;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Files of this machine that should be the content of a torrent.
 *
 * <p>The path is the file or folder itself, or the folder that it lies in. A file has the name that the torrent gives, or the one that {@code
 * download} makes of a name that a disk cannot hold; nothing outside of the path is read.
 */
public final class LocalCopy {
    private static final int MOST_THREADS = 4;

    private final Info info;
    private final List<Optional<Path>> paths;
    private final List<Problem> problems = new ArrayList<>();

    /** A file that is not as the torrent says. */
    public record Problem(FileEntry file, String text) {}

    private LocalCopy(Info info, Path path) throws IOException {
        this.info = info;
        this.paths = paths(info, path);
        List<FileEntry> files = info.files();
        for (int i = 0; i < files.size(); i++) {
            if (isStored(files.get(i))) {
                compare(files.get(i), paths.get(i));
            }
        }
    }

    /**
     * Looks for the files of a torrent.
     *
     * @throws NoSuchFileException when nothing is at this path
     */
    public static LocalCopy of(Info info, Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return new LocalCopy(info, path);
    }

    /** What is wrong with files as a whole: missing, longer or shorter than in the torrent. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The pieces that are missing, or have another hash. Blocks until all files are read. */
    public BitSet badPieces(HashingListener listener) throws IOException {
        try (WorkerPool threads = threads()) {
            return PieceCheck.badPieces(info, new LocalBytes(info.files(), paths), threads, listener);
        }
    }

    /** Threads that read and hash local files. */
    static WorkerPool threads() {
        return new WorkerPool(
                "hash", Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    private static boolean isStored(FileEntry file) {
        return !file.pad() && !file.link();
    }

    private void compare(FileEntry file, Optional<Path> path) throws IOException {
        if (path.isEmpty()) {
            problems.add(new Problem(file, "missing"));
        } else if (Files.size(path.get()) != file.length()) {
            problems.add(new Problem(file, Files.size(path.get()) + " bytes instead of " + file.length()));
        }
    }

    /** Where the files lie; a path is empty where there is no file. */
    private static List<Optional<Path>> paths(Info info, Path path) {
        DiskNames names = DiskNames.of(info);
        Path below = path.resolve(names.root());
        if (info.isSingleFile()) {
            Optional<Path> only = regular(Files.isDirectory(path) ? below : path);
            return info.files().stream()
                    .map(file -> isStored(file) ? only : Optional.<Path>empty())
                    .toList();
        }
        List<Optional<Path>> direct = paths(info, path, names);
        return direct.stream().anyMatch(Optional::isPresent) ? direct : paths(info, below, names);
    }

    private static List<Optional<Path>> paths(Info info, Path folder, DiskNames names) {
        List<Optional<Path>> paths = new ArrayList<>();
        List<FileEntry> files = info.files();
        for (int i = 0; i < files.size(); i++) {
            paths.add(isStored(files.get(i)) ? path(folder, files.get(i), names.path(i)) : Optional.empty());
        }
        return paths;
    }

    private static Optional<Path> path(Path folder, FileEntry file, String onDisk) {
        Optional<Path> asSpelt = file.path().stream().allMatch(LocalCopy::staysBelow)
                ? regular(folder, String.join("/", file.path()))
                : Optional.empty();
        return asSpelt.isPresent() ? asSpelt : regular(folder, onDisk);
    }

    private static boolean staysBelow(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == 0);
    }

    private static Optional<Path> regular(Path folder, String name) {
        try {
            return regular(folder.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file of this system has such a name
        }
    }

    private static Optional<Path> regular(Path path) {
        return Optional.of(path).filter(Files::isRegularFile);
    }
}
