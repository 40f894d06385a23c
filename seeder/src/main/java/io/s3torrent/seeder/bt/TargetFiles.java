package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.SafePaths;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a torrent's bytes lie in the target folder: under a temporary name until all of them are verified, then under their own.
 *
 * @param folder the target; nothing is ever written outside
 * @param root the file or folder that the torrent is called after
 * @param unfinished the temporary file or folder
 * @param files in the order of their bytes
 */
record TargetFiles(Path folder, Path root, Path unfinished, List<TargetFile> files) {

    /**
     * One file.
     *
     * @param path its place in the end
     * @param unfinished its place until then
     * @param start of its first byte in the torrent
     * @param pad true when its bytes are zeros that nobody stores
     */
    record TargetFile(Path path, Path unfinished, long start, long length, boolean pad) {
        long end() {
            return start + length;
        }
    }

    /** A run of bytes inside one file. */
    record Span(TargetFile file, long offset, int length) {}

    /**
     * Lays a torrent out in a folder.
     *
     * @throws Refused when one of its names is unsafe, this system cannot spell it, or a symbolic link is in its way
     */
    static TargetFiles of(Info info, Path folder) throws Refused {
        try {
            SafePaths.check(info);
            Path root = folder.resolve(info.name());
            Path unfinished = folder.resolve("." + info.infoHash().hex() + ".part");
            TargetFiles target = new TargetFiles(folder, root, unfinished, files(info, root, unfinished));
            target.refuseLinks();
            return target;
        } catch (MetainfoException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        } catch (InvalidPathException e) {
            throw new Refused(
                    "this system cannot spell a name of the torrent (is the locale UTF-8?): " + e.getReason());
        }
    }

    private static List<TargetFile> files(Info info, Path root, Path unfinished) {
        List<TargetFile> files = new ArrayList<>();
        long start = 0;
        for (FileEntry entry : info.files()) {
            // A pad file's name is never used, so it may be anything.
            String inside = info.isSingleFile() || entry.pad() ? "" : String.join("/", entry.path());
            files.add(new TargetFile(
                    root.resolve(inside), unfinished.resolve(inside), start, entry.length(), entry.pad()));
            start += entry.length();
        }
        return List.copyOf(files);
    }

    private void refuseLinks() throws Refused {
        Set<Path> seen = new HashSet<>(Set.of(folder));
        for (TargetFile file : files) {
            refuseLinks(file.path(), seen);
            refuseLinks(file.unfinished(), seen);
        }
    }

    private static void refuseLinks(Path path, Set<Path> seen) throws Refused {
        for (Path at = path; at != null && seen.add(at); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new Refused(at + " is a symbolic link, through which nothing is written");
            }
        }
    }

    /** The files that a run of the torrent's bytes lies in, in order; empty files are in none. */
    List<Span> spans(long position, int length) {
        List<Span> spans = new ArrayList<>();
        long at = position;
        long end = position + length;
        for (int i = indexOf(position); at < end; i++) {
            TargetFile file = files.get(i);
            int part = (int) (Math.min(end, file.end()) - at);
            if (part > 0) {
                spans.add(new Span(file, at - file.start(), part));
                at += part;
            }
        }
        return spans;
    }

    /** The last file that starts at or before a position, by bisection: there may be a hundred thousand. */
    private int indexOf(long position) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (files.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
