package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Maps a torrent's bytes to files in the target folder: under temporary names until all pieces are verified, then under their own names.
 * Never leads outside the folder.
 *
 * <p>Immutable. Paths are computed on request, because a torrent may have hundreds of thousands of files.
 */
final class TargetFiles {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path folder;
    private final Path root;
    private final Path unfinished;
    private final List<FileEntry> entries;
    private final DiskNames names;
    private final long[] starts;

    private TargetFiles(Info info, Path folder, DiskNames names) {
        this.folder = folder;
        this.root = folder.resolve(names.root());
        this.unfinished = folder.resolve("." + info.infoHash().hex() + ".part");
        this.entries = info.files();
        this.names = names;
        this.starts = new long[entries.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + entries.get(i - 1).length();
        }
    }

    /** A file of the torrent. */
    final class TargetFile {
        private final int index;

        private TargetFile(int index) {
            this.index = index;
        }

        /** Its number in the torrent, counted from 0. */
        int index() {
            return index;
        }

        /** The path of the finished file. */
        Path path() {
            return root.resolve(names.path(index));
        }

        /** The path of the unfinished file. */
        Path unfinished() {
            return unfinished.resolve(names.path(index));
        }

        /** Offset of its first byte in the torrent. */
        long start() {
            return starts[index];
        }

        long length() {
            return entries.get(index).length();
        }

        long end() {
            return start() + length();
        }

        /** False for a pad file, which consists of zeros, and for a symbolic link. */
        boolean isStored() {
            return !entries.get(index).pad() && !entries.get(index).link();
        }
    }

    /** A run of bytes inside one file. */
    record Span(TargetFile file, long offset, int length) {}

    /**
     * Plans the files of a torrent in a folder.
     *
     * @throws Refused if this system cannot represent one of its names, or a symbolic link is in the way
     * @throws Occupied if a file exists where the torrent has a folder
     */
    static TargetFiles of(Info info, Path folder) throws IOException {
        try {
            TargetFiles target = new TargetFiles(info, folder, names(info, folder));
            target.checkFolders(target.root, TargetFile::path);
            target.checkFolders(target.unfinished, TargetFile::unfinished);
            return target;
        } catch (InvalidPathException e) {
            throw new Refused(
                    "this system cannot represent a file name of the torrent (use a UTF-8 locale): " + e.getReason());
        }
    }

    /** Probes the file system only for torrents whose names might be equal on some file system. */
    private static DiskNames names(Info info, Path folder) throws IOException {
        refuseDevices(info);
        DiskNames names = DiskNames.of(info, NameFolding.ALL, WINDOWS);
        if (!names.anyNumbered()) {
            return names;
        }
        Files.createDirectories(folder);
        return DiskNames.of(info, NameFolding.probe(folder), WINDOWS);
    }

    private static void refuseDevices(Info info) throws Refused {
        if (!WINDOWS) {
            return;
        }
        List<String> all = new ArrayList<>(List.of(info.name()));
        info.files().stream().filter(file -> !file.pad()).forEach(file -> all.addAll(file.path()));
        for (String name : all) {
            if (DiskNames.isDevice(name)) {
                throw new Refused("the torrent's file \"" + name + "\" has the name of a device on Windows");
            }
        }
    }

    /** The file, or the folder if there are several files. */
    Path root() {
        return root;
    }

    /** The folder in which the torrent is downloaded. */
    Path folder() {
        return folder;
    }

    /** The temporary file or folder. */
    Path unfinished() {
        return unfinished;
    }

    /** All files in the order of their bytes, including pad files and symbolic links. */
    List<TargetFile> files() {
        return new AbstractList<>() {
            @Override
            public TargetFile get(int index) {
                return new TargetFile(index);
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    /** Returns one of the two paths of a file. */
    @FunctionalInterface
    interface Place {
        Path of(TargetFile file);
    }

    /** Rejects symbolic links on the way to any file, and files in place of folders. */
    private void checkFolders(Path top, Place place) throws IOException {
        refuseLink(top);
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Set<Path> checked = new HashSet<>(Set.of(folder));
        for (TargetFile file : files()) {
            if (file.isStored()) {
                Path path = place.of(file);
                Path parent = path.getParent();
                if (parent == null || checkFolder(parent, checked)) {
                    refuseLink(path);
                }
            }
        }
    }

    /** Returns false if the folder does not exist yet. */
    private static boolean checkFolder(Path path, Set<Path> checked) throws IOException {
        if (!checked.contains(path)) {
            Path parent = path.getParent();
            if (parent != null && !checkFolder(parent, checked)) {
                return false;
            }
            refuseLink(path);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new Occupied(path + " is a file, but the torrent has a folder with this name");
            }
            checked.add(path);
        }
        return true;
    }

    private static void refuseLink(Path path) throws Refused {
        if (Files.isSymbolicLink(path)) {
            throw new Refused(path + " is a symbolic link (expected: a file or folder); downloads never write through links");
        }
    }

    /** The parts of files that contain a range of the torrent's bytes, in order. Empty files have none. */
    List<Span> spans(long position, int length) {
        List<Span> spans = new ArrayList<>();
        long at = position;
        long end = position + length;
        for (int i = indexOf(position); at < end; i++) {
            TargetFile file = new TargetFile(i);
            int part = (int) (Math.min(end, file.end()) - at);
            if (part > 0) {
                spans.add(new Span(file, at - file.start(), part));
                at += part;
            }
        }
        return spans;
    }

    /** Finds the last file that starts at or before a position, by binary search. */
    private int indexOf(long position) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
