package io.s3torrent.seeder.wire.connect;

/**
 * How many connections there may be; the other bounds follow from these two.
 *
 * @param total connections that have shaken hands, all torrents
 * @param perAddress of these, from one address; many peers behind one NAT share one
 */
public record PeerLimits(int total, int perAddress) {
    public static final PeerLimits DEFAULT = new PeerLimits(4096, 64);

    private static final int FEWEST_HALF_OPEN = 64;

    public PeerLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException("total, perAddress: " + total + ", " + perAddress + " (expected: >= 1)");
        }
    }

    /** Connections of one torrent: an eighth of all places is kept for the others. */
    int perTorrent() {
        return total - total / 8;
    }

    /** Connections that have not shaken hands yet. They take no place of those who have. */
    int halfOpen() {
        return Math.max(FEWEST_HALF_OPEN, total / 4);
    }

    /** Connections from one address that have not shaken hands yet. */
    int halfOpenPerAddress() {
        return Math.max(1, perAddress / 8);
    }
}
