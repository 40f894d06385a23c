package io.s3torrent.status;

import io.s3torrent.json.JsonObject;

/** Reports the numbers of one part of the program to operators. Runs on the caller's thread. */
public interface StatusSource {
    /** Adds the numbers to {@code /stats}. */
    void addTo(JsonObject stats);

    /** Adds the numbers to {@code /metrics}. */
    void addTo(MetricsBuilder metrics);
}
