package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.InfoHash;

/** What a torrent promises about its bytes: how they are cut into pieces, and the hash of each. Immutable. */
public interface PieceHashes {

    /** Names the torrent. */
    InfoHash infoHash();

    /** How the bytes are cut. */
    PieceLayout layout();

    /** A new digest of the kind that this torrent names its pieces by. */
    PieceDigest newDigest();

    /** True when {@code hash}, from such a digest, is that of {@code piece}. */
    boolean matches(int piece, byte[] hash);
}
