package io.s3torrent.seeder.wire.upload;

/**
 * Limits the bytes of blocks sent per second.
 *
 * @param total for all torrents together
 * @param perTorrent for each torrent
 */
public record UploadRates(long total, long perTorrent) {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limits. */
    public static final UploadRates NONE = new UploadRates(UNLIMITED, UNLIMITED);

    /** True if at least one limit is set. */
    public boolean areLimited() {
        return !equals(NONE);
    }

    public UploadRates {
        if (total < 1 || perTorrent < 1) {
            throw new IllegalArgumentException(
                    "upload limit: " + Math.min(total, perTorrent) + " bytes per second (expected: >= 1)");
        }
    }
}
