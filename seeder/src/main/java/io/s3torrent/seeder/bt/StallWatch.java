package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Stalled;
import java.time.Duration;

/** Ends a download that makes no progress. For one thread. */
final class StallWatch {
    private final Duration patience;
    private long last;
    private long movedAt;

    StallWatch(Duration patience, long nanoTime) {
        this.patience = patience;
        this.movedAt = nanoTime;
    }

    /**
     * Checks a number that grows with all useful bytes that arrive.
     *
     * @param peers connected now, for the message
     * @throws Stalled if the number has not grown for too long
     */
    void check(long arrived, int peers, long nanoTime) throws Stalled {
        if (arrived > last) {
            last = arrived;
            movedAt = nanoTime;
        } else if (nanoTime - movedAt > patience.toNanos()) {
            String who = peers == 0 ? "no peers" : "nothing from " + peers + (peers == 1 ? " peer" : " peers");
            throw new Stalled(who + " for " + patience.toSeconds() + " s; start the download again to resume it");
        }
    }
}
