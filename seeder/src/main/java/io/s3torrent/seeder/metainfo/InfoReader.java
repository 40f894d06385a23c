package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads what an {@code info} dictionary says of its files (BEP 3, 47, 52). Whatever a stranger wrote: right, or refused. */
final class InfoReader {
    private final BDict dict;

    InfoReader(BDict dict) {
        this.dict = dict;
    }

    InfoSpec spec() throws MetainfoException {
        String name = dict.string("name").map(BString::text).orElse("");
        if (name.isEmpty()) {
            throw new MetainfoException("info: no name");
        }
        long pieceLength = dict.integer("piece length").orElse(0L);
        if (pieceLength < 1 || pieceLength > PieceLayout.MAX_PIECE_LENGTH) {
            throw new MetainfoException(
                    "info.piece length: " + pieceLength + " (expected: 1 to " + PieceLayout.MAX_PIECE_LENGTH + ")");
        }
        boolean isPrivate = dict.integer("private").orElse(0L) == 1;
        Optional<String> source = dict.string("source").map(BString::text);
        Optional<String> updateUrl = dict.string("update-url").map(BString::text);
        try {
            return new InfoSpec(name, (int) pieceLength, format(), isPrivate, source, updateUrl);
        } catch (IllegalArgumentException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    private TorrentFormat format() throws MetainfoException {
        long version = dict.integer("meta version").orElse(1L);
        if (version != 1 && version != 2) {
            throw new MetainfoException("info.meta version: " + version + " (expected: 1 or 2)");
        }
        if (version == 1) {
            return TorrentFormat.V1;
        }
        boolean alsoV1 = List.of("pieces", "length", "files").stream()
                .anyMatch(key -> dict.entries().containsKey(key));
        return alsoV1 ? TorrentFormat.HYBRID : TorrentFormat.V2;
    }

    /** The files as v2 clients see them. */
    FileTree tree() throws MetainfoException {
        return FileTree.read(
                dict.dict("file tree").orElseThrow(() -> new MetainfoException("info: version 2 without a file tree")));
    }

    /** What v1 clients see, in the order of its bytes. */
    List<FileEntry> filesV1(String name) throws MetainfoException {
        Optional<BList> list = dict.list("files");
        if (dict.integer("length").isPresent() == list.isPresent()) {
            throw new MetainfoException("info: needs one of length and files");
        }
        if (list.isEmpty()) {
            return List.of(file(dict, List.of(name)));
        }
        List<FileEntry> files = new ArrayList<>();
        for (Bencode item : list.get().items()) {
            if (!(item instanceof BDict file)) {
                throw new MetainfoException("info.files: an entry is not a dictionary");
            }
            files.add(file(file, path(file)));
        }
        return List.copyOf(files);
    }

    private static List<String> path(BDict file) throws MetainfoException {
        List<String> path = new ArrayList<>();
        for (Bencode segment : file.list("path").orElse(new BList(List.of())).items()) {
            if (!(segment instanceof BString text)) {
                throw new MetainfoException("info.files: a path segment is not a string");
            }
            path.add(text.text());
        }
        return path;
    }

    private static FileEntry file(BDict dict, List<String> path) throws MetainfoException {
        String attributes = dict.string("attr").map(BString::text).orElse("");
        boolean link = FileEntry.isLink(dict);
        long length = link ? 0 : dict.integer("length").orElse(-1L);
        if (length < 0 || path.isEmpty()) {
            throw new MetainfoException(
                    "info: file " + path + " of " + length + " bytes (expected: a path, >= 0 bytes)");
        }
        return new FileEntry(path, length, attributes.indexOf('p') >= 0, link);
    }

    static PieceLayout layout(List<FileEntry> files, InfoSpec spec) throws MetainfoException {
        try {
            long length = TorrentFiles.length(files);
            if (length == 0) {
                throw new MetainfoException("info: 0 bytes in all, there is nothing to share");
            }
            return spec.format().hasV1()
                    ? new PieceLayout(length, spec.pieceLength())
                    : TorrentFiles.layoutV2(files, spec.pieceLength());
        } catch (ArithmeticException e) {
            throw new MetainfoException("info: the lengths add up to more than 2^63 bytes", e);
        } catch (IllegalArgumentException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    /** A hybrid must be the same torrent to all: the same files in the same order, each at the first byte of a piece. */
    static void checkSame(List<FileEntry> v1, FileTree tree, PieceLayout layout) throws MetainfoException {
        Iterator<FileEntry> expected = tree.files().iterator();
        long start = 0;
        long end = 0;
        for (FileEntry file : v1) {
            boolean aligned = file.length() == 0 || start % layout.pieceLength() == 0;
            if (!file.pad()
                    && !(aligned && expected.hasNext() && expected.next().equals(file))) {
                throw new MetainfoException("info: " + file.path() + " is not in the file tree as it is in files");
            }
            start += file.length();
            end = file.pad() ? end : start;
        }
        if (expected.hasNext() || start - end >= layout.pieceLength()) {
            throw new MetainfoException("info: the file tree has other files than the list of files");
        }
    }
}
