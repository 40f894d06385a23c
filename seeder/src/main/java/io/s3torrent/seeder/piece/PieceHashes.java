package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.InfoHash;

/** What a torrent promises about its bytes: how they are cut into pieces, and the hash of each. Immutable. */
public interface PieceHashes {

    /** Names the torrent. */
    InfoHash infoHash();

    /** How the bytes are cut. */
    PieceLayout layout();

    /** True when {@code sha1}, 20 bytes, is the hash of {@code piece}. */
    boolean matches(int piece, byte[] sha1);
}
