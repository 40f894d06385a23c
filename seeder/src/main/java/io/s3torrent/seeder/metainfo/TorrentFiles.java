package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Orders the files of a torrent, and adds the pad files between them (BEP 47). */
public final class TorrentFiles {
    /** Optional pads may enlarge the content by at most one byte in this many. */
    private static final int PAD_SHARE = 20;

    private TorrentFiles() {}

    /** One file without a folder, named like the torrent. */
    public static List<FileEntry> single(InfoOptions spec, long length) {
        List<FileEntry> file = List.of(new FileEntry(List.of(spec.name()), length, false));
        return spec.format().hasV1() ? file : padded(file, spec.pieceLength());
    }

    /** True when these are the files of a torrent without a folder. */
    public static boolean isSingle(String name, List<FileEntry> files) {
        List<FileEntry> real = files.stream().filter(file -> !file.pad()).toList();
        return real.size() == 1 && real.get(0).path().equals(List.of(name));
    }

    /**
     * The content of a torrent.
     *
     * @param files of a torrent, with their pads
     * @param objects the objects of the files that are neither pads nor empty, in their order
     * @throws MetainfoException when an object and its file differ in length
     */
    public static Content content(List<FileEntry> files, List<ObjectVersion> objects) throws MetainfoException {
        List<Extent> extents = new ArrayList<>();
        Iterator<ObjectVersion> next = objects.iterator();
        for (FileEntry file : files) {
            if (file.length() > 0) {
                extents.add(file.pad() ? Extent.zeros(file.length()) : extent(file, next));
            }
        }
        if (next.hasNext()) {
            throw new MetainfoException(next.next().location() + " is not a file of this torrent");
        }
        return Content.of(extents);
    }

    private static Extent extent(FileEntry file, Iterator<ObjectVersion> objects) throws MetainfoException {
        String name = String.join("/", file.path());
        if (!objects.hasNext()) {
            throw new MetainfoException("\"" + name + "\" is a file of the torrent, but has no object");
        }
        ObjectVersion object = objects.next();
        if (object.length() != file.length()) {
            throw new MetainfoException("\"" + name + "\" has " + file.length() + " bytes in this torrent, but "
                    + object.location() + " has " + object.length());
        }
        return Extent.of(object);
    }

    /**
     * Orders the files of a folder, and pads them so that each starts at a piece boundary.
     *
     * <p>With v2, files are in the order of the file tree and always padded, as libtorrent does. Without v2, they are in the order of their
     * keys' bytes, and pads that would add more than 5 % are left out.
     */
    public static List<FileEntry> folder(Collection<FileEntry> files, InfoOptions spec) {
        boolean v2 = spec.format().hasV2();
        // No name contains NUL. With it as the separator, a folder comes before all longer names that start with its name.
        String separator = v2 ? "\0" : "/";
        List<FileEntry> sorted = files.stream()
                .sorted(Comparator.comparing(
                        file -> String.join(separator, file.path()).getBytes(StandardCharsets.UTF_8),
                        Arrays::compareUnsigned))
                .toList();
        List<FileEntry> padded = padded(sorted, spec.pieceLength());
        long content = length(sorted);
        return v2 || length(padded) - content <= content / PAD_SHARE ? padded : sorted;
    }

    /** Adds a pad after each file that does not end at a piece boundary, including the last file; libtorrent calls this canonical. */
    static List<FileEntry> padded(List<FileEntry> files, int pieceLength) {
        List<FileEntry> padded = new ArrayList<>();
        for (FileEntry file : files) {
            padded.add(file);
            long pad = Math.floorMod(-file.length(), pieceLength);
            if (pad > 0) {
                padded.add(FileEntry.pad(pad));
            }
        }
        return List.copyOf(padded);
    }

    /** The length of all files in bytes, pads included. */
    public static long length(List<FileEntry> files) {
        return files.stream().mapToLong(FileEntry::length).reduce(0, Math::addExact);
    }

    /**
     * The piece layout of a v2 torrent, in which the bytes after the end of a file are not hashed (BEP 52).
     *
     * @param files each starts at a piece boundary
     */
    public static PieceLayout layoutV2(List<FileEntry> files, int pieceLength) {
        Map<Integer, Integer> hashed = new HashMap<>();
        long start = 0;
        for (FileEntry file : files) {
            int rest = (int) (file.length() % pieceLength);
            if (rest > 0 && !file.pad()) {
                hashed.put(Math.toIntExact((start + file.length()) / pieceLength), rest);
            }
            start += file.length();
        }
        return new PieceLayout(start, pieceLength, hashed);
    }
}
