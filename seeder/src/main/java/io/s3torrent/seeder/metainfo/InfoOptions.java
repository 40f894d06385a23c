package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that determines a torrent's info-hash besides the bytes and paths of its files.
 *
 * @param name the name of the file, or of the folder of several files
 * @param pieceLength bytes; with v2 a power of two from 16 KiB (BEP 52)
 * @param isPrivate true when peers must come only from the torrent's trackers (BEP 27)
 * @param source names the place of publication, so that the same content published elsewhere is another swarm
 * @param updateUrl where clients ask for a successor of the torrent (BEP 39)
 */
public record InfoOptions(
        String name,
        int pieceLength,
        TorrentFormat format,
        boolean isPrivate,
        Optional<String> source,
        Optional<String> updateUrl) {
    public InfoOptions {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: what the file or folder is called)");
        }
        if (pieceLength < 1 || pieceLength > PieceLayout.MAX_PIECE_LENGTH) {
            throw new IllegalArgumentException(
                    "pieceLength: " + pieceLength + " (expected: 1 to " + PieceLayout.MAX_PIECE_LENGTH + ")");
        }
        if (format.hasV2() && (pieceLength < MerkleTree.BLOCK || Integer.bitCount(pieceLength) != 1)) {
            throw new IllegalArgumentException("pieceLength: " + pieceLength + " (expected: a power of two, >= "
                    + MerkleTree.BLOCK + ", in a v2 torrent)");
        }
    }

    /** For messages: {@code "data.tar", v1, pieces of 262144 bytes, private, source "X"}. */
    @Override
    public String toString() {
        return "\"" + name + "\", " + format.name().toLowerCase(Locale.ROOT) + ", pieces of " + pieceLength + " bytes"
                + (isPrivate ? ", private" : "")
                + source.map(tag -> ", source \"" + tag + "\"").orElse("")
                + updateUrl.map(url -> ", update URL " + url).orElse("");
    }

    /** Makes options without an update URL. */
    public InfoOptions(String name, int pieceLength, TorrentFormat format, boolean isPrivate, Optional<String> source) {
        this(name, pieceLength, format, isPrivate, source, Optional.empty());
    }

    /** The same options with this update URL, or without one. */
    public InfoOptions withUpdateUrl(Optional<String> url) {
        return new InfoOptions(name, pieceLength, format, isPrivate, source, url);
    }

    /** Options for a plain v1 torrent, not private and without a source. */
    public static InfoOptions v1(String name, int pieceLength) {
        return new InfoOptions(name, pieceLength, TorrentFormat.V1, false, Optional.empty());
    }
}
