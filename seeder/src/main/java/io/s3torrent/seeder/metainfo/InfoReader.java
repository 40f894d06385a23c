package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.TorrentDict;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads and validates the files of an {@code info} dictionary (BEP 3, 47, 52). The dictionary may come from a hostile peer. */
final class InfoReader {
    private final BDict dict;
    private final NameDecoder names;

    InfoReader(BDict dict, NameDecoder names) {
        this.dict = dict;
        this.names = names;
    }

    InfoOptions spec() throws MetainfoException {
        String name = names.text(dict, "name").orElseThrow(() -> new MetainfoException("info: no name"));
        long pieceLength = dict.integer("piece length").orElse(0L);
        if (pieceLength < 1 || pieceLength > PieceLayout.MAX_PIECE_LENGTH) {
            throw new MetainfoException(
                    "info.piece length: " + pieceLength + " (expected: 1 to " + PieceLayout.MAX_PIECE_LENGTH + ")");
        }
        boolean isPrivate = TorrentDict.isPrivate(dict);
        Optional<String> source = dict.string("source").map(BString::text);
        Optional<String> updateUrl = dict.string("update-url").map(BString::text);
        try {
            return new InfoOptions(name, (int) pieceLength, format(), isPrivate, source, updateUrl);
        } catch (IllegalArgumentException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    private TorrentFormat format() throws MetainfoException {
        long version = dict.integer("meta version").orElse(1L);
        if (version > 2) {
            throw new MetainfoException("info.meta version: " + version + " (expected: 1 or 2)");
        }
        if (version < 2) { // libtorrent reads 0 and less as version 1
            return TorrentFormat.V1;
        }
        boolean alsoV1 = List.of("pieces", "length", "files").stream()
                .anyMatch(key -> dict.entries().containsKey(key));
        return alsoV1 ? TorrentFormat.HYBRID : TorrentFormat.V2;
    }

    /** The files as v2 clients see them. */
    FileTree tree() throws MetainfoException {
        return FileTree.read(
                dict.dict("file tree").orElseThrow(() -> new MetainfoException("info: version 2 without a file tree")),
                names);
    }

    /** True when v1 clients see one file without a folder. A list of files takes precedence over a length. */
    boolean isSingleFileV1() {
        return dict.list("files").isEmpty();
    }

    /** The files that v1 clients see, in the order of their bytes. */
    List<FileEntry> filesV1(String name) throws MetainfoException {
        if (isSingleFileV1()) {
            if (dict.integer("length").isEmpty()) {
                throw new MetainfoException("info: neither length nor files (expected: one of them)");
            }
            return List.of(file(dict, Optional.of(List.of(name))));
        }
        List<FileEntry> files = new ArrayList<>();
        for (Bencode item : dict.list("files").orElseThrow().items()) {
            if (!(item instanceof BDict file)) {
                throw new MetainfoException("info.files: an entry is not a dictionary");
            }
            BDict opened = file.opened();
            files.add(file(opened, names.path(opened, "path")));
        }
        return List.copyOf(files);
    }

    private FileEntry file(BDict file, Optional<List<String>> path) throws MetainfoException {
        long length = file.integer("length").orElse(-1L);
        if (path.isPresent() && FileEntry.hasAttribute(file, 'l')) {
            return FileEntry.link(path.get(), names.path(file, "symlink path").orElse(List.of()));
        }
        boolean pad = FileEntry.hasAttribute(file, 'p');
        if (length < 0 || (path.isEmpty() && !pad)) {
            throw new MetainfoException(
                    "info: file " + path.orElse(List.of()) + " of " + length + " bytes (expected: a path, >= 0 bytes)");
        }
        return path.isPresent() ? new FileEntry(path.get(), length, pad) : FileEntry.pad(length);
    }

    static PieceLayout layout(List<FileEntry> files, InfoOptions spec) throws MetainfoException {
        try {
            long length = TorrentFiles.length(files);
            if (length == 0) {
                throw new MetainfoException("info: the torrent has 0 bytes (expected: at least one)");
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

    /** Checks that a hybrid has the same content for all clients: the same files in the same order, each at a piece boundary. */
    static void checkSame(List<FileEntry> v1, FileTree tree, PieceLayout layout) throws MetainfoException {
        Iterator<FileEntry> expected = tree.files().iterator();
        long start = 0;
        long end = 0;
        for (FileEntry file : v1) {
            boolean aligned = file.length() == 0 || start % layout.pieceLength() == 0;
            if (!file.pad()
                    && !(aligned && expected.hasNext() && expected.next().equals(file))) {
                throw new MetainfoException("info: " + file.path() + " differs between the file tree and the list of files");
            }
            start += file.length();
            end = file.pad() ? end : start;
        }
        if (expected.hasNext() || start - end >= layout.pieceLength()) {
            throw new MetainfoException("info: the file tree has other files than the list of files");
        }
    }
}
