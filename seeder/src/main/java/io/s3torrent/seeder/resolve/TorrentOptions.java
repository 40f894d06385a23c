package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.TorrentFormat;
import java.util.Optional;

/**
 * The options of a torrent that is to be made. Each of them decides its info-hash; what is left open follows from the content.
 *
 * @param name of the file or folder; by default the last segment of the key or prefix
 * @param isPrivate true when peers may come from the torrent's trackers only (BEP 27)
 * @param source names where it is published, so that the same content published elsewhere is another swarm
 * @param updateUrl where a successor of it is asked for (BEP 39)
 */
public record TorrentOptions(
        Optional<String> name,
        PieceLengthChoice pieceLength,
        TorrentFormat format,
        boolean isPrivate,
        Optional<String> source,
        Optional<String> updateUrl) {

    /** Nothing special: the torrent that everybody makes of the same bytes and name. */
    public static final TorrentOptions DEFAULT = new TorrentOptions(
            Optional.empty(), new PieceLengthChoice.Auto(), TorrentFormat.V1, false, Optional.empty());

    /** One without successors. */
    public TorrentOptions(
            Optional<String> name,
            PieceLengthChoice pieceLength,
            TorrentFormat format,
            boolean isPrivate,
            Optional<String> source) {
        this(name, pieceLength, format, isPrivate, source, Optional.empty());
    }

    /** The same with another piece length. */
    public TorrentOptions withPieceLength(PieceLengthChoice other) {
        return new TorrentOptions(name, other, format, isPrivate, source, updateUrl);
    }

    /** The same with, or without, a place for successors. */
    public TorrentOptions withUpdateUrl(Optional<String> url) {
        return new TorrentOptions(name, pieceLength, format, isPrivate, source, url);
    }

    /** How long the pieces shall be. */
    public sealed interface PieceLengthChoice {
        /** As the size alone has it. */
        record Auto() implements PieceLengthChoice {}

        /** As the parts that the object was uploaded in, whose checksums then are the hashes of the pieces. */
        record Parts() implements PieceLengthChoice {}

        /** So many bytes. */
        record Bytes(int length) implements PieceLengthChoice {}
    }
}
