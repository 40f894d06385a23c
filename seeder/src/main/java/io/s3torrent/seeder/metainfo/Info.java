package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code info} dictionary of a v1 torrent (BEP 3), kept as the bytes it came in: unknown keys are part of the info-hash.
 *
 * <p>Immutable. Whoever holds one knows: the piece length is 1 to 64 MiB, there are exactly as many hashes as pieces, the
 * lengths add up, and there is at least one byte.
 */
public final class Info implements PieceHashes {
    /** Bytes of one SHA-1 in {@code pieces}. */
    public static final int HASH_LENGTH = 20;

    private final byte[] raw;
    private final InfoHash infoHash;
    private final String name;
    private final PieceLayout layout;
    private final byte[] pieces;
    private final List<FileEntry> files;
    private final boolean singleFile;
    private final boolean isPrivate;

    private Info(byte[] raw, BDict dict) throws MetainfoException {
        this.raw = raw;
        this.infoHash = InfoHash.ofInfo(raw);
        this.name = dict.string("name").map(BString::text).orElse("");
        this.singleFile = dict.integer("length").isPresent();
        this.isPrivate = dict.integer("private").orElse(0L) == 1;
        if (name.isEmpty()) {
            throw new MetainfoException("info: no name");
        }
        if (singleFile == dict.list("files").isPresent()) {
            throw new MetainfoException("info: needs one of length and files; a v2-only torrent (BEP 52) has neither");
        }
        this.files = singleFile
                ? List.of(file(dict, List.of(name)))
                : files(dict.list("files").orElseThrow());
        this.layout = layout(dict, totalLength());
        this.pieces = dict.string("pieces").map(BString::bytes).orElse(new byte[0]);
        if (pieces.length != (long) layout.pieceCount() * HASH_LENGTH) {
            throw new MetainfoException("info.pieces: " + pieces.length + " bytes (expected: " + HASH_LENGTH
                    + " for each of " + layout.pieceCount() + " pieces)");
        }
    }

    /**
     * Reads a bencoded {@code info} dictionary.
     *
     * @throws MetainfoException when it is malformed, inconsistent or beyond the limits
     */
    public static Info parse(byte[] raw) throws MetainfoException {
        try {
            return new Info(raw.clone(), BencodeDecoder.decodeDict(raw, Limits.METAINFO));
        } catch (BencodeException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    /**
     * Makes the info of one file, with the keys that every client's creator writes and no others.
     *
     * @param hashes the SHA-1 of each piece, one after the other
     */
    public static Info ofFile(String name, PieceLayout layout, byte[] hashes) {
        Map<String, Bencode> keys = new TreeMap<>();
        keys.put("length", new BInteger(layout.objectLength()));
        keys.put("name", new BString(name));
        keys.put("piece length", new BInteger(layout.pieceLength()));
        keys.put("pieces", new BString(hashes));
        try {
            return parse(BencodeEncoder.encode(new BDict(keys)));
        } catch (MetainfoException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static PieceLayout layout(BDict dict, long totalLength) throws MetainfoException {
        long pieceLength = dict.integer("piece length").orElse(0L);
        if (pieceLength < 1 || pieceLength > PieceLayout.MAX_PIECE_LENGTH) {
            throw new MetainfoException(
                    "info.piece length: " + pieceLength + " (expected: 1 to " + PieceLayout.MAX_PIECE_LENGTH + ")");
        }
        if (totalLength == 0) {
            throw new MetainfoException("info: 0 bytes in all, there is nothing to share");
        }
        try {
            return new PieceLayout(totalLength, (int) pieceLength);
        } catch (IllegalArgumentException e) {
            throw new MetainfoException("info: " + e.getMessage(), e);
        }
    }

    private static List<FileEntry> files(BList list) throws MetainfoException {
        List<FileEntry> files = new ArrayList<>();
        for (Bencode item : list.items()) {
            if (!(item instanceof BDict file)) {
                throw new MetainfoException("info.files: an entry is not a dictionary");
            }
            List<String> path = new ArrayList<>();
            for (Bencode segment :
                    file.list("path").orElse(new BList(List.of())).items()) {
                if (!(segment instanceof BString text)) {
                    throw new MetainfoException("info.files: a path segment is not a string");
                }
                path.add(text.text());
            }
            files.add(file(file, path));
        }
        return List.copyOf(files);
    }

    private static FileEntry file(BDict dict, List<String> path) throws MetainfoException {
        long length = dict.integer("length").orElse(-1L);
        if (length < 0 || path.isEmpty()) {
            throw new MetainfoException(
                    "info: file " + path + " of " + length + " bytes (expected: a path, >= 0 bytes)");
        }
        return new FileEntry(
                path, length, dict.string("attr").map(BString::text).orElse("").indexOf('p') >= 0);
    }

    private long totalLength() throws MetainfoException {
        long total = 0;
        for (FileEntry file : files) {
            total += file.length();
            if (total < 0) {
                throw new MetainfoException("info.files: the lengths add up to more than 2^63 bytes");
            }
        }
        return total;
    }

    /** A copy of the bencoded dictionary, as it was read or made. */
    public byte[] raw() {
        return raw.clone();
    }

    @Override
    public InfoHash infoHash() {
        return infoHash;
    }

    /** The suggested name of the file or folder: hostile until a writer has checked it. */
    public String name() {
        return name;
    }

    /** All bytes of the torrent as one run, cut into pieces. */
    @Override
    public PieceLayout layout() {
        return layout;
    }

    /** The files in the order of their bytes; for a single-file torrent one, whose path is the name. */
    public List<FileEntry> files() {
        return files;
    }

    /** True for a torrent of one file without a folder. */
    public boolean isSingleFile() {
        return singleFile;
    }

    /** True when peers may come from the tracker only (BEP 27). */
    public boolean isPrivate() {
        return isPrivate;
    }

    /** A copy of the SHA-1 of one piece. */
    public byte[] pieceHash(int piece) {
        return Arrays.copyOfRange(pieces, piece * HASH_LENGTH, (piece + 1) * HASH_LENGTH);
    }

    @Override
    public PieceDigest newDigest() {
        return PieceDigest.sha1();
    }

    @Override
    public boolean matches(int piece, byte[] sha1) {
        return Arrays.equals(pieces, piece * HASH_LENGTH, (piece + 1) * HASH_LENGTH, sha1, 0, sha1.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Info that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return infoHash.hashCode();
    }

    @Override
    public String toString() {
        return name + " (" + infoHash + ")";
    }
}
