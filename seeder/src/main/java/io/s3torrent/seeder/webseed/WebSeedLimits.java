package io.s3torrent.seeder.webseed;

/**
 * How many web-seed clients may be sent something at a time: each may have a piece held for it.
 *
 * @param total of all
 * @param perAddress of one
 */
public record WebSeedLimits(int total, int perAddress) {
    public WebSeedLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException("total, perAddress: " + total + ", " + perAddress + " (expected: >= 1)");
        }
    }
}
