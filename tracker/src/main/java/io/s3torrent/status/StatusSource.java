package io.s3torrent.status;

import io.s3torrent.json.JsonObject;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reports the numbers of one part of the program to operators. Runs on the caller's thread. */
public interface StatusSource {
    /** Adds the numbers to {@code /stats}. */
    void addTo(JsonObject stats);

    /** Adds the numbers to {@code /metrics}. */
    void addTo(MetricsBuilder metrics);

    /** More pages, by path. They are built on the thread of the status pages. */
    default Map<String, Function<HttpRequest, ServerResponse>> pages() {
        return Map.of();
    }

    /** What does not work at this moment, one line each. {@code /readyz} shows it, so it must be fast. */
    default List<String> problems() {
        return List.of();
    }
}
