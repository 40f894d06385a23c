package io.s3torrent.seeder.wire.upload;

/**
 * How many bytes of blocks may be sent in a second.
 *
 * @param total by all torrents together
 * @param perTorrent by each of them
 */
public record UploadRates(long total, long perTorrent) {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** As fast as it goes. */
    public static final UploadRates NONE = new UploadRates(UNLIMITED, UNLIMITED);

    /** True when there is a limit. */
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
