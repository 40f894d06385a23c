package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.piece.PieceLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which files a torrent has, in the order of their bytes, and the pad files between them (BEP 47). */
public final class TorrentFiles {
    /** Pads that no format asks for may add one byte to this many. */
    private static final int PAD_SHARE = 20;

    private TorrentFiles() {}

    /** One file without a folder, called as the torrent is. */
    public static List<FileEntry> single(String name, long length) {
        return List.of(new FileEntry(List.of(name), length, false));
    }

    /** True when these are the files of a torrent without a folder. */
    static boolean isSingle(String name, List<FileEntry> files) {
        return files.size() == 1 && files.get(0).path().equals(List.of(name));
    }

    /**
     * The file that an object becomes in a torrent's folder; empty for what stands for a folder: a key that ends with a slash, without
     * bytes.
     *
     * @param key what follows the prefix that became the folder
     */
    public static Optional<FileEntry> ofKey(String key, long length) {
        boolean isFolder = length == 0 && (key.isEmpty() || key.endsWith("/"));
        return isFolder
                ? Optional.empty()
                : Optional.of(new FileEntry(Arrays.asList(key.split("/", -1)), length, false));
    }

    /**
     * Orders the files of a folder, and pads them so that each one starts with a piece.
     *
     * <p>With v2 in the order of its tree, and always padded, as libtorrent does; else in the order of their keys' bytes, and without
     * pads if these would add more than 5 %.
     */
    public static List<FileEntry> folder(Collection<FileEntry> files, InfoSpec spec) {
        boolean v2 = spec.format().hasV2();
        // No name contains NUL, so with it between the names a folder comes before all that only starts like it.
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

    /** Adds a pad behind each file that does not end with a piece, also the last one: what libtorrent calls canonical. */
    static List<FileEntry> padded(List<FileEntry> files, int pieceLength) {
        List<FileEntry> padded = new ArrayList<>();
        for (FileEntry file : files) {
            padded.add(file);
            long pad = Math.floorMod(-file.length(), pieceLength);
            if (pad > 0) {
                padded.add(new FileEntry(List.of(".pad", String.valueOf(pad)), pad, true));
            }
        }
        return List.copyOf(padded);
    }

    /** Bytes of all files, pads included. */
    static long length(List<FileEntry> files) {
        return files.stream().mapToLong(FileEntry::length).reduce(0, Math::addExact);
    }

    /**
     * The pieces of a v2 torrent: none goes on behind the end of its file (BEP 52).
     *
     * @param files each starts with a piece
     */
    static PieceLayout layoutV2(List<FileEntry> files, int pieceLength) {
        Map<Integer, Integer> shortPieces = new HashMap<>();
        long start = 0;
        for (FileEntry file : files) {
            int rest = (int) (file.length() % pieceLength);
            if (rest > 0 && !file.pad()) {
                shortPieces.put(Math.toIntExact((start + file.length()) / pieceLength), rest);
            }
            start += file.length();
        }
        return new PieceLayout(start, pieceLength, shortPieces);
    }
}
