package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import java.util.Arrays;

/** The {@code pieces} of a v1 torrent: the SHA-1 of each, one after the other (BEP 3), where they lie in its dictionary. Immutable. */
final class Sha1Pieces {
    static final int HASH_LENGTH = 20;

    private static final String KEY = "pieces";

    private final byte[] raw;
    private final int start;

    /**
     * The hashes of a dictionary.
     *
     * @param raw its bytes, which nobody writes to: the hashes are most of a torrent, and thousands of torrents may be there
     */
    Sha1Pieces(BDict info, byte[] raw, int pieceCount) throws MetainfoException {
        int length = info.string(KEY).map(BString::length).orElse(0);
        if (length != (long) pieceCount * HASH_LENGTH) {
            throw new MetainfoException("info.pieces: " + length + " bytes (expected: " + HASH_LENGTH + " for each of "
                    + pieceCount + " pieces)");
        }
        this.raw = raw;
        this.start = start(info, length);
    }

    /** Behind the keys before it, since a dictionary has one encoding only. */
    private static int start(BDict info, int length) {
        BDict before = new BDict(info.entries().headMap(KEY));
        int end = BencodeEncoder.encode(before).length - 1; // but for the "e"
        return end + (KEY.length() + ":" + KEY + length + ":").length();
    }

    byte[] hash(int piece) {
        return Arrays.copyOfRange(raw, at(piece), at(piece + 1));
    }

    boolean matches(int piece, byte[] sha1) {
        return Arrays.equals(raw, at(piece), at(piece + 1), sha1, 0, sha1.length);
    }

    private int at(int piece) {
        return start + piece * HASH_LENGTH;
    }
}
