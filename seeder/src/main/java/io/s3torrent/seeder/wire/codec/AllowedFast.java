package io.s3torrent.seeder.wire.codec;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The pieces that a peer may ask for while it is choked: by BEP 6's algorithm, so that many connections from one network get the same
 * few pieces from everybody.
 */
public final class AllowedFast {
    /** As many as BEP 6 proposes; a peer that has as many pieces needs no gift any more. */
    public static final int COUNT = 10;

    private AllowedFast() {}

    /** The set for a peer at {@code address}; empty for IPv6, of which BEP 6 says nothing. */
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

    /** The network of 24 bits, then the info-hash. */
    private static byte[] start(InfoHash infoHash, InetAddress address) {
        byte[] host = address.getAddress();
        return ByteBuffer.allocate(4 + InfoHash.LENGTH)
                .put(host, 0, 3)
                .put((byte) 0)
                .put(infoHash.bytes())
                .array();
    }
}
