package io.s3torrent.seeder.wire.connect;

/**
 * Limits the number of connections. The other limits are derived from these two.
 *
 * @param total connections of all torrents whose handshake is done
 * @param perAddress such connections from one address; all peers behind one NAT share an address
 */
public record PeerLimits(int total, int perAddress) {
    public static final PeerLimits DEFAULT = new PeerLimits(4096, 64);

    private static final int FEWEST_HALF_OPEN = 64;

    public PeerLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException("total, perAddress: " + total + ", " + perAddress + " (expected: >= 1)");
        }
    }

    /** Connections of one torrent: an eighth of all places stays free for other torrents. */
    int perTorrent() {
        return total - total / 8;
    }

    /** Connections whose handshake is not done. They do not count against {@link #total}. */
    int halfOpen() {
        return Math.max(FEWEST_HALF_OPEN, total / 4);
    }

    /** Connections from one address whose handshake is not done. */
    int halfOpenPerAddress() {
        return Math.max(1, perAddress / 8);
    }
}
