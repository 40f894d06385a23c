package io.s3torrent.seeder.wire.codec;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Computes the pieces that a choked peer may request, with BEP 6's algorithm: all seeders give the connections of one network the same
 * few pieces.
 */
public final class AllowedFast {
    /** The number that BEP 6 proposes. A peer with this many pieces can trade. */
    public static final int COUNT = 10;

    private AllowedFast() {}

    /** The set for a peer at {@code address}; empty for IPv6, which BEP 6 does not cover. */
    public static Set<Integer> of(InfoHash infoHash, int pieceCount, InetAddress address) {
        Set<Integer> pieces = new LinkedHashSet<>();
        byte[] x = start(infoHash, address);
        while (address instanceof Inet4Address && pieces.size() < Math.min(COUNT, pieceCount)) {
            x = Digests.sha1().digest(x);
            ByteBuffer words = ByteBuffer.wrap(x);
            while (words.hasRemaining() && pieces.size() < Math.min(COUNT, pieceCount)) {
                pieces.add((int) (Integer.toUnsignedLong(words.getInt()) % pieceCount));
            }
        }
        return pieces;
    }

    /** The 24-bit network, then the info-hash. */
    private static byte[] start(InfoHash infoHash, InetAddress address) {
        byte[] host = address.getAddress();
        return ByteBuffer.allocate(4 + InfoHash.LENGTH)
                .put(host, 0, 3)
                .put((byte) 0)
                .put(infoHash.bytes())
                .array();
    }
}
