package io.s3torrent.seeder.dispatch;

/**
 * Sets how many copies of each byte a swarm gets on average, while its peers pass on what they receive.
 *
 * @param copies at least 1; {@link Integer#MAX_VALUE} withholds nothing
 */
public record CopyPolicy(int copies) {
    /** Two copies: costs little more than one, and no peer is the only source of a piece for long. */
    public static final CopyPolicy AUTO = new CopyPolicy(2);

    /** Withholds nothing, like other seeders. */
    public static final CopyPolicy UNLIMITED = new CopyPolicy(Integer.MAX_VALUE);

    public CopyPolicy {
        if (copies < 1) {
            throw new IllegalArgumentException("copies: " + copies + " (expected: >= 1)");
        }
    }

    /** True if no piece is ever withheld. */
    public boolean isUnlimited() {
        return copies == Integer.MAX_VALUE;
    }
}
