package io.s3torrent.status;

import io.s3torrent.json.JsonObject;

/** What one part of the program tells its operators. Asked on the thread of those who ask. */
public interface StatusSource {
    /** Adds its numbers to those of {@code /stats}. */
    void addTo(JsonObject stats);

    /** Adds the same to those of {@code /metrics}. */
    void addTo(MetricsBuilder metrics);
}
