package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.Arrays;
import java.util.Optional;

/** The {@code pieces} of a v1 torrent: the SHA-1 of each, one after the other (BEP 3), where they lie in its dictionary. Immutable. */
public final class Sha1Pieces {
    public static final int HASH_LENGTH = 20;

    private final RawInfo raw;
    private final int start;

    private Sha1Pieces(RawInfo raw, int start) {
        this.raw = raw;
        this.start = start;
    }

    /**
     * The hashes of a dictionary.
     *
     * @param raw its bytes
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

    /** The same hashes of the same dictionary, whose bytes are elsewhere. */
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
