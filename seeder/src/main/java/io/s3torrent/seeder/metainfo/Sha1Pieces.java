package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.Arrays;

/** The {@code pieces} of a v1 torrent: the SHA-1 of each, one after the other (BEP 3). Immutable. */
final class Sha1Pieces {
    static final int HASH_LENGTH = 20;

    private final byte[] hashes;

    Sha1Pieces(BDict info, int pieceCount) throws MetainfoException {
        hashes = info.string("pieces").map(BString::bytes).orElse(new byte[0]);
        if (hashes.length != (long) pieceCount * HASH_LENGTH) {
            throw new MetainfoException("info.pieces: " + hashes.length + " bytes (expected: " + HASH_LENGTH
                    + " for each of " + pieceCount + " pieces)");
        }
    }

    byte[] hash(int piece) {
        return Arrays.copyOfRange(hashes, piece * HASH_LENGTH, (piece + 1) * HASH_LENGTH);
    }

    boolean matches(int piece, byte[] sha1) {
        return Arrays.equals(hashes, piece * HASH_LENGTH, (piece + 1) * HASH_LENGTH, sha1, 0, sha1.length);
    }
}
