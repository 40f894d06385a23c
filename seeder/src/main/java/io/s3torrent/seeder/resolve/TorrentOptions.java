package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.TorrentFormat;
import java.util.Optional;

/**
 * The options of a new torrent. Each of them changes the info-hash; the content determines those that are left open.
 *
 * @param name of the file or folder; by default the last segment of the key or prefix
 * @param isPrivate true when peers must come only from the torrent's trackers (BEP 27)
 * @param source names the place of publication, so that the same content published elsewhere is another swarm
 * @param updateUrl where clients ask for a successor of the torrent (BEP 39)
 */
public record TorrentOptions(
        Optional<String> name,
        PieceLengthChoice pieceLength,
        TorrentFormat format,
        boolean isPrivate,
        Optional<String> source,
        Optional<String> updateUrl) {

    /** The defaults: every creator makes the same torrent from the same bytes and name. */
    public static final TorrentOptions DEFAULT = new TorrentOptions(
            Optional.empty(), new PieceLengthChoice.Auto(), TorrentFormat.V1, false, Optional.empty());

    /** Makes options without an update URL. */
    public TorrentOptions(
            Optional<String> name,
            PieceLengthChoice pieceLength,
            TorrentFormat format,
            boolean isPrivate,
            Optional<String> source) {
        this(name, pieceLength, format, isPrivate, source, Optional.empty());
    }

    /** The same options with another piece length. */
    public TorrentOptions withPieceLength(PieceLengthChoice other) {
        return new TorrentOptions(name, other, format, isPrivate, source, updateUrl);
    }

    /** The same options with this update URL, or without one. */
    public TorrentOptions withUpdateUrl(Optional<String> url) {
        return new TorrentOptions(name, pieceLength, format, isPrivate, source, url);
    }

    /** How the piece length is chosen. */
    public sealed interface PieceLengthChoice {
        /** From the size alone. */
        record Auto() implements PieceLengthChoice {}

        /** The length of the parts in which the object was uploaded. Their checksums are then the piece hashes. */
        record Parts() implements PieceLengthChoice {}

        /** A fixed number of bytes. */
        record Bytes(int length) implements PieceLengthChoice {}
    }
}
