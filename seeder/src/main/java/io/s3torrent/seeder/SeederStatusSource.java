package io.s3torrent.seeder;

import io.s3torrent.json.JsonObject;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.status.MetricsBuilder;
import io.s3torrent.status.StatusSource;
import java.util.function.Supplier;

/** Reports a seeder's counters in {@code /stats} and {@code /metrics}. */
record SeederStatusSource(Supplier<SeederSnapshot> seeder) implements StatusSource {
    private static final double MILLIS = 1000;

    @Override
    public void addTo(JsonObject stats) {
        SeederSnapshot now = seeder.get();
        stats.put(
                "seeder",
                new JsonObject()
                        .put("torrents", now.torrents())
                        .put("peers", now.connections())
                        .put("uploadedBytes", now.uploadedBytes())
                        .put("store", store(now.store())));
    }

    private static JsonObject store(LedgerSnapshot store) {
        return new JsonObject()
                .put("heads", store.heads())
                .put("gets", store.gets())
                .put("lists", store.lists())
                .put("puts", store.puts())
                .put("retries", store.retries())
                .put("hedged", store.hedged())
                .put("bytesRead", store.bytesRead());
    }

    @Override
    public void addTo(MetricsBuilder metrics) {
        SeederSnapshot now = seeder.get();
        metrics.gauge("s3torrent_seeder_torrents", "Torrents that are seeded.", now.torrents())
                .gauge("s3torrent_seeder_peers", "Connected peers.", now.connections())
                .counter("s3torrent_seeder_uploaded_bytes", "Payload sent to peers.", now.uploadedBytes());
        addStore(metrics, now.store());
    }

    private static void addStore(MetricsBuilder metrics, LedgerSnapshot store) {
        String requests = "s3torrent_store_requests";
        String help = "Requests sent to the store, as it bills them.";
        metrics.counter(requests, help, store.heads(), "kind", "head")
                .counter(requests, help, store.gets(), "kind", "get")
                .counter(requests, help, store.lists(), "kind", "list")
                .counter(requests, help, store.puts(), "kind", "put")
                .counter("s3torrent_store_retries", "Requests that repeated an earlier one.", store.retries())
                .counter(
                        "s3torrent_store_hedged",
                        "Requests that continued a read that was much slower than others.",
                        store.hedged())
                .counter("s3torrent_store_read_bytes", "Object bytes read.", store.bytesRead())
                .counter(
                        "s3torrent_store_wait_seconds",
                        "Time from requests to the first bytes of their answers.",
                        store.waited().toMillis() / MILLIS);
    }
}
