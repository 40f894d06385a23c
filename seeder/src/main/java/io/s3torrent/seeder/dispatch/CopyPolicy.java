package io.s3torrent.seeder.dispatch;

/**
 * How many copies of each byte a swarm is given, on average, while its peers pass on what they get.
 *
 * @param copies at least 1; {@link Integer#MAX_VALUE} for everything to everybody
 */
public record CopyPolicy(int copies) {
    /** Two: nearly the price of one, and no peer is the only source of a piece for long. */
    public static final CopyPolicy AUTO = new CopyPolicy(2);

    /** Everything to everybody, as other seeders do it. */
    public static final CopyPolicy UNLIMITED = new CopyPolicy(Integer.MAX_VALUE);

    public CopyPolicy {
        if (copies < 1) {
            throw new IllegalArgumentException("copies: " + copies + " (expected: >= 1)");
        }
    }

    /** True when no piece is ever withheld. */
    public boolean isUnlimited() {
        return copies == Integer.MAX_VALUE;
    }
}
