package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BDict;
import java.util.Arrays;

/**
 * A .torrent file, decoded (BEP 3): what all its readers, tracker and seeder, agree on.
 *
 * @param file its bytes
 * @param outer the whole dictionary
 * @param info its {@code info} dictionary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TorrentDict(byte[] file, BDict outer, BDict info) {
    /** The largest file that is read: a heap of 256 MiB holds its bytes twice and the names of its files. */
    public static final int MAX_BYTES = 32 << 20;

    /** Bytes behind the end of the dictionary: sites append a newline, or a comment. */
    private static final int MAX_TRAILING = 64 << 10;

    /**
     * Reads a .torrent file.
     *
     * @param file must not change as long as the result is in use
     * @throws BencodeException when it is too large, no dictionary with one {@code info} dictionary, or has a key twice in that one
     */
    public static TorrentDict read(byte[] file) throws BencodeException {
        if (file.length > MAX_BYTES) {
            throw new BencodeException(file.length + " bytes (expected: <= " + MAX_BYTES + ")");
        }
        BDict outer = BencodeDecoder.decodeTorrent(file, MAX_TRAILING);
        BDict info = outer.dict("info").orElseThrow(() -> new BencodeException("no info dictionary"));
        return new TorrentDict(file, outer, info);
    }

    /** True when peers of a torrent may come from its trackers only (BEP 27): {@code private} is any number but 0. */
    public static boolean isPrivate(BDict info) {
        return info.integer("private").orElse(0L) != 0;
    }

    /** A copy of the bytes of the {@code info} dictionary, which the info-hash is taken of. */
    public byte[] rawInfo() {
        return Arrays.copyOfRange(file, info.start(), info.end());
    }
}
