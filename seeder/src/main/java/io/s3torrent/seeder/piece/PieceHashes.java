package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.InfoHash;

/** The piece layout and the piece hashes of a torrent. Immutable. */
public interface PieceHashes {

    /** The torrent's info-hash. */
    InfoHash infoHash();

    /** How the bytes are cut into pieces. */
    PieceLayout layout();

    /** A new digest of the kind that this torrent uses for its pieces. */
    PieceDigest newDigest();

    /** True when {@code hash}, from such a digest, is the hash of {@code piece}. */
    boolean matches(int piece, byte[] hash);
}
