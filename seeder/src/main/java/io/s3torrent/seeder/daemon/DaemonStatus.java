package io.s3torrent.seeder.daemon;

import io.s3torrent.json.JsonObject;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.status.MetricsBuilder;
import io.s3torrent.status.StatusSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Reports a daemon's sources, objects and reloads in {@code /stats} and {@code /metrics}.
 *
 * @param reloads applied so far
 * @param rejectedReloads configurations that changed nothing
 */
record DaemonStatus(
        FollowedObjects objects,
        Supplier<List<SourcePoller.Report>> sources,
        IntSupplier reloads,
        IntSupplier rejectedReloads)
        implements StatusSource {

    @Override
    public void addTo(JsonObject stats) {
        JsonObject states = new JsonObject();
        objects.counts().forEach((state, count) -> states.put(state.word(), count));
        stats.put(
                "daemon",
                new JsonObject()
                        .put("sources", sources.get().size())
                        .put("failingSources", failing())
                        .put("objects", states)
                        .put("reloads", reloads.getAsInt())
                        .put("rejectedReloads", rejectedReloads.getAsInt()));
    }

    private long failing() {
        return sources.get().stream()
                .filter(source -> source.problem().isPresent())
                .count();
    }

    @Override
    public void addTo(MetricsBuilder metrics) {
        for (Map.Entry<FollowedObjects.State, Integer> count : objects.counts().entrySet()) {
            metrics.gauge(
                    "s3torrent_objects",
                    "Objects of the sources.",
                    count.getValue(),
                    "state",
                    count.getKey().word());
        }
        String reloadHelp = "Reloads of the configuration.";
        metrics.gauge(
                        "s3torrent_sources",
                        "Sources that are followed.",
                        sources.get().size())
                .gauge("s3torrent_sources_failing", "Sources whose last listing failed.", failing())
                .counter("s3torrent_reloads", reloadHelp, reloads.getAsInt(), "result", "applied")
                .counter("s3torrent_reloads", reloadHelp, rejectedReloads.getAsInt(), "result", "rejected");
    }

    @Override
    public Map<String, Function<HttpRequest, ServerResponse>> pages() {
        return Map.of(TorrentsPage.PATH, new TorrentsPage(objects));
    }

    @Override
    public List<String> problems() {
        return sources.get().stream()
                .flatMap(source -> source.problem().stream().map(why -> "cannot list " + source.name() + ": " + why))
                .toList();
    }
}
