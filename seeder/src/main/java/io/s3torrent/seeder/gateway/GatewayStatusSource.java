package io.s3torrent.seeder.gateway;

import io.s3torrent.status.JsonObject;
import io.s3torrent.status.MetricsBuilder;
import io.s3torrent.status.StatusSource;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A gateway's part of {@code /stats} and {@code /metrics}.
 *
 * @param answers how many of each status there were
 * @param connections open ones, of whoever shares its port, too
 */
record GatewayStatusSource(
        Supplier<GatewaySnapshot> gateway, Supplier<Map<Integer, Long>> answers, IntSupplier connections)
        implements StatusSource {

    @Override
    public void addTo(JsonObject stats) {
        GatewaySnapshot now = gateway.get();
        JsonObject byStatus = new JsonObject();
        answers.get().forEach((status, count) -> byStatus.put(status.toString(), count));
        stats.put(
                "gateway",
                new JsonObject()
                        .put("openConnections", connections.getAsInt())
                        .put("answers", byStatus)
                        .put("torrentsAsked", now.torrents())
                        .put("torrentsInTheMaking", now.making())
                        .put("torrentsQueued", now.queued()));
    }

    @Override
    public void addTo(MetricsBuilder metrics) {
        GatewaySnapshot now = gateway.get();
        answers.get()
                .forEach((status, count) -> metrics.counter(
                        "s3torrent_gateway_answers", "Answers by HTTP status.", count, "status", status.toString()));
        String makings = "s3torrent_gateway_makings";
        String help = "Torrents that were asked for and are not there yet.";
        metrics.gauge("s3torrent_gateway_connections", "Open connections.", connections.getAsInt())
                .gauge("s3torrent_gateway_torrents", "Torrents that were asked for.", now.torrents())
                .gauge(makings, help, now.making(), "state", "running")
                .gauge(makings, help, now.queued(), "state", "queued");
    }
}
