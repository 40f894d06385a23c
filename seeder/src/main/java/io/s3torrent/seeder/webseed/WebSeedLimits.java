package io.s3torrent.seeder.webseed;

/**
 * Limits the number of web seed clients that download at the same time. Each of them may keep a piece in memory.
 *
 * @param total clients in total
 * @param perAddress clients of one address
 */
public record WebSeedLimits(int total, int perAddress) {
    public WebSeedLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException("total, perAddress: " + total + ", " + perAddress + " (expected: >= 1)");
        }
    }
}
