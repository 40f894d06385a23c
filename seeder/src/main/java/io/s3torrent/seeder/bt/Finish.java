package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.TargetFiles.TargetFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gives verified files their own names. Ends early at any point, it can be done again. */
final class Finish {
    private Finish() {}

    /**
     * Moves every unfinished file to its place, makes the empty ones, and removes the temporary folder.
     *
     * @param mayReplace whether a file's place is free, or taken by something that it may replace
     * @throws Occupied when another file has come in the way meanwhile
     */
    static void files(TargetFiles target, Predicate<TargetFile> mayReplace) throws IOException {
        for (TargetFile file : target.files()) {
            if (file.pad()) {
                continue;
            }
            if (file.length() == 0) {
                makeEmpty(file, mayReplace);
            } else if (Files.exists(file.unfinished(), LinkOption.NOFOLLOW_LINKS)) {
                move(file, mayReplace);
            }
        }
        removeFolders(target.unfinished());
    }

    private static void makeEmpty(TargetFile file, Predicate<TargetFile> mayReplace) throws IOException {
        refuseOccupied(file, mayReplace);
        makeFolder(file.path());
        FileChannel.open(
                        file.path(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        LinkOption.NOFOLLOW_LINKS)
                .close();
    }

    private static void move(TargetFile file, Predicate<TargetFile> mayReplace) throws IOException {
        refuseOccupied(file, mayReplace);
        try (FileChannel channel =
                FileChannel.open(file.unfinished(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            // An earlier torrent of this hash cannot be longer, but a disk that lost power can.
            channel.truncate(file.length());
            channel.force(true);
        }
        makeFolder(file.path());
        Files.move(file.unfinished(), file.path(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void refuseOccupied(TargetFile file, Predicate<TargetFile> mayReplace) throws Occupied {
        if (!mayReplace.test(file)) {
            throw new Occupied("another file has come in the way: " + file.path() + " (--force overwrites it)");
        }
    }

    private static void makeFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    /** Removes a folder of empty folders; whatever else lies there is not ours and stays, as do the folders above it. */
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
