package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.Arrays;
import java.util.Optional;

/** The {@code pieces} of a v1 torrent: the concatenated SHA-1s of its pieces (BEP 3), at their place in the info dictionary. Immutable. */
public final class Sha1Pieces {
    public static final int HASH_LENGTH = 20;

    private final RawInfo raw;
    private final int start;

    private Sha1Pieces(RawInfo raw, int start) {
        this.raw = raw;
        this.start = start;
    }

    /**
     * Finds the hashes in a dictionary.
     *
     * @param raw the dictionary's bytes
     */
    static Sha1Pieces of(BDict info, RawInfo raw, int pieceCount) throws MetainfoException {
        Optional<BString> pieces = info.string("pieces");
        int length = pieces.map(BString::length).orElse(0);
        if (length != (long) pieceCount * HASH_LENGTH) {
            throw new MetainfoException("info.pieces: " + length + " bytes (expected: " + HASH_LENGTH + " for each of "
                    + pieceCount + " pieces)");
        }
        return new Sha1Pieces(raw, pieces.orElseThrow().start() - info.start());
    }

    /** The same hashes of the same dictionary, with its bytes in another place. */
    Sha1Pieces in(RawInfo elsewhere) {
        return new Sha1Pieces(elsewhere, start);
    }

    int start() {
        return start;
    }

    byte[] hash(int piece) {
        int at = start + piece * HASH_LENGTH;
        return raw.range(at, at + HASH_LENGTH);
    }

    /** A copy of all hashes. */
    byte[] all(int pieceCount) {
        return raw.range(start, start + pieceCount * HASH_LENGTH);
    }

    boolean matches(int piece, byte[] sha1) {
        return Arrays.equals(hash(piece), sha1);
    }
}
