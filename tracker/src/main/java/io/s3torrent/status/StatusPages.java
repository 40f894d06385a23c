package io.s3torrent.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The pages of one process, of what its parts tell: {@code /stats}, {@code /metrics}, {@code /livez}, {@code /readyz}. */
public final class StatusPages implements PageSource {
    private final BooleanSupplier serving;
    private final List<StatusSource> parts;
    private final long started = System.nanoTime();
    private final Map<String, Function<String, StatusPage>> pages = Map.of(
            "/livez", accept -> StatusPage.text(200, "alive"),
            "/readyz", accept -> readiness(),
            "/stats", accept -> stats(),
            "/metrics", this::metrics);

    /**
     * Pages of these parts.
     *
     * @param serving false once the process is about to end; asked every few seconds by who looks after it, so it must not look at
     *     every swarm
     */
    public StatusPages(BooleanSupplier serving, List<StatusSource> parts) {
        this.serving = serving;
        this.parts = List.copyOf(parts);
    }

    /** True when there is a page of this path. */
    public boolean has(String path) {
        return pages.containsKey(path);
    }

    @Override
    public Optional<StatusPage> page(String path, String accept) {
        return Optional.ofNullable(pages.get(path)).map(page -> page.apply(accept));
    }

    private StatusPage readiness() {
        return serving.getAsBoolean() ? StatusPage.text(200, "ready") : StatusPage.text(503, "about to end");
    }

    private StatusPage stats() {
        JsonObject all = new JsonObject()
                .put("serving", serving.getAsBoolean())
                .put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        parts.forEach(part -> part.addTo(all));
        return StatusPage.json(all.toString());
    }

    private StatusPage metrics(String accept) {
        MetricsBuilder all = new MetricsBuilder();
        parts.forEach(part -> part.addTo(all));
        ProcessMetrics.addTo(all);
        MetricsText text = all.as(accept);
        return new StatusPage(200, text.contentType(), text.body());
    }
}
