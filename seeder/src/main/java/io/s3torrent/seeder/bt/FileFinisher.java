package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.TargetFiles.TargetFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives verified files their own names. If it ends early, it can run again.
 *
 * <p>Without {@code --force} it replaces no file and loses no data: if an earlier version of a file contains bytes that no finished file
 * has, it is kept under another name.
 */
final class FileFinisher {
    private static final int STEP = 1 << 20;

    private final TargetFiles target;
    private final ResumeState resume;
    private final boolean force;
    private final Consumer<String> notes;

    /** Creates a finisher; {@code notes} is told which files are kept under other names. */
    FileFinisher(TargetFiles target, ResumeState resume, boolean force, Consumer<String> notes) {
        this.target = target;
        this.resume = resume;
        this.force = force;
        this.notes = notes;
    }

    /**
     * Moves every unfinished file to its place, creates empty files, and removes the temporary folder.
     *
     * @throws Occupied if another file is in the place of one; the remaining files are moved nevertheless
     */
    void files() throws IOException {
        Occupied occupied = null;
        for (TargetFile file : target.files()) {
            try {
                if (file.isStored()) {
                    finish(file);
                }
            } catch (Occupied e) {
                occupied = occupied == null ? e : occupied;
            }
        }
        removeFolders(target.unfinished());
        if (occupied != null) {
            throw occupied;
        }
    }

    private void finish(TargetFile file) throws IOException {
        if (!Files.exists(file.unfinished(), LinkOption.NOFOLLOW_LINKS)) {
            if (ResumeState.isWhole(file)) {
                return;
            }
            if (file.length() > 0) {
                throw new Occupied(file.path() + " has changed while the download ran; start it again");
            }
            makeFolder(file.unfinished());
            Files.createFile(file.unfinished());
        }
        complete(file);
        makeFolder(file.path());
        place(file);
    }

    private static void complete(TargetFile file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file.unfinished(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            // An earlier run cannot have made the file longer, but a power failure can.
            channel.truncate(file.length());
            channel.force(true);
        }
    }

    private void place(TargetFile file) throws IOException {
        Path path = file.path();
        if (moveToFree(file.unfinished(), path)) {
            return;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new Occupied("another file is in the way: " + path);
        }
        if (force) {
            Files.move(file.unfinished(), path, StandardCopyOption.ATOMIC_MOVE);
        } else if (Files.mismatch(file.unfinished(), path) < 0) {
            Files.delete(file.unfinished());
        } else if (!resume.isEarlier(file)) {
            throw new Occupied("another file is in the way: " + path + "; the finished one is kept as "
                    + file.unfinished() + " (move the other one and start the download again, or overwrite it with"
                    + " --force)");
        } else {
            replaceEarlier(file);
        }
    }

    private void replaceEarlier(TargetFile file) throws IOException {
        Path path = file.path();
        Path aside = setAside(path);
        if (!moveToFree(file.unfinished(), path)) {
            throw new Occupied("another file has appeared: " + path + "; the previous file was renamed to " + aside);
        }
        if (isContained(aside, path)) {
            Files.delete(aside);
        } else {
            notes.accept(
                    path + ": the existing file has bytes that the torrent does not contain; it is kept as " + aside);
        }
    }

    /** Moves a file to a free name in the same folder. */
    private static Path setAside(Path path) throws IOException {
        for (int number = 0; ; number++) {
            String name = path.getFileName() + ".replaced" + (number == 0 ? "" : "." + number);
            Path aside = path.resolveSibling(DiskNames.name(name, false));
            if (moveOverPlaceholder(path, aside)) {
                return aside;
            }
        }
    }

    /** Moves a file to a free path. Uses a hard link, which never replaces a file. Returns false if the path is taken. */
    private static boolean moveToFree(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) { // not every file system has hard links
            return moveOverPlaceholder(from, to);
        }
        Files.delete(from);
        return true;
    }

    /** Moves a file to a free path. Returns false if the path is taken. */
    private static boolean moveOverPlaceholder(Path from, Path to) throws IOException {
        try {
            Files.createFile(to);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            Files.delete(to);
            throw e;
        }
    }

    /** True if each byte of a file equals the other file's byte at the same offset, or is a zero (a gap that was never written). */
    private static boolean isContained(Path file, Path other) throws IOException {
        ByteBuffer ours = ByteBuffer.allocate(STEP);
        ByteBuffer theirs = ByteBuffer.allocate(STEP);
        try (FileChannel small = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel large = FileChannel.open(other, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (small.read(ours.clear()) > 0) {
                ours.flip();
                theirs.clear().limit(ours.remaining());
                while (theirs.hasRemaining() && large.read(theirs) >= 0) {
                    // Read until both buffers have the same length.
                }
                theirs.flip();
                if (theirs.remaining() < ours.remaining() || !isContained(ours, theirs)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean isContained(ByteBuffer ours, ByteBuffer theirs) {
        for (int at = ours.mismatch(theirs); at >= 0; ) {
            if (ours.get(at) != 0) {
                return false;
            }
            int rest = ours.slice(at + 1, ours.limit() - at - 1).mismatch(theirs.slice(at + 1, ours.limit() - at - 1));
            at = rest < 0 ? -1 : at + 1 + rest;
        }
        return true;
    }

    private static void makeFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    /** Removes a folder of empty folders. Other files in it are not ours; they and the folders above them stay. */
    private static void removeFolders(Path root) throws IOException {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                try (var left = Files.newDirectoryStream(folder)) {
                    if (left.iterator().hasNext()) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
