package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BDict;
import java.util.Arrays;

/**
 * A decoded .torrent file (BEP 3), for the tracker and the seeder.
 *
 * @param file the bytes of the file
 * @param outer the whole dictionary
 * @param info the {@code info} dictionary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TorrentDict(byte[] file, BDict outer, BDict info) {
    /** Maximum size of a .torrent file: a heap of 256 MiB can hold the bytes twice, and the file names. */
    public static final int MAX_BYTES = 32 << 20;

    /** Maximum bytes after the dictionary: some sites append a newline or a comment. */
    private static final int MAX_TRAILING = 64 << 10;

    /**
     * Reads a .torrent file.
     *
     * @param file must not change as long as the result is in use
     * @throws BencodeException when the file is too large, is not a dictionary with exactly one {@code info} dictionary, or has a duplicate
     *     key within {@code info}
     */
    public static TorrentDict read(byte[] file) throws BencodeException {
        if (file.length > MAX_BYTES) {
            throw new BencodeException(file.length + " bytes (expected: <= " + MAX_BYTES + ")");
        }
        BDict outer = BencodeDecoder.decodeTorrent(file, MAX_TRAILING);
        BDict info = outer.dict("info").orElseThrow(() -> new BencodeException("no info dictionary"));
        return new TorrentDict(file, outer, info);
    }

    /** True when a torrent's peers may come only from its trackers (BEP 27): {@code private} is any number except 0. */
    public static boolean isPrivate(BDict info) {
        return info.integer("private").orElse(0L) != 0;
    }

    /** A copy of the bytes of the {@code info} dictionary; their hash is the info-hash. */
    public byte[] rawInfo() {
        return Arrays.copyOfRange(file, info.start(), info.end());
    }
}
