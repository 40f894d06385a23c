package io.s3torrent.tracker.admin;

import io.s3torrent.tracker.metrics.Measurements;

/** What one part of the program tells its operators. Asked on the thread of those who ask. */
public interface Report {
    /** Adds its numbers to those of {@code /stats}. */
    void addTo(Numbers stats);

    /** Adds the same to those of {@code /metrics}. */
    void addTo(Measurements metrics);
}
