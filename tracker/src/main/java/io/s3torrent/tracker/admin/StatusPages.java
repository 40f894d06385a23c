package io.s3torrent.tracker.admin;

import io.s3torrent.tracker.metrics.Exposition;
import io.s3torrent.tracker.metrics.Measurements;
import io.s3torrent.tracker.metrics.ProcessMeasurements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The pages of one process, of what its parts tell: {@code /stats}, {@code /metrics}, {@code /livez}, {@code /readyz}. */
public final class StatusPages implements Pages {
    private final BooleanSupplier serving;
    private final List<Report> parts;
    private final long started = System.nanoTime();
    private final Map<String, Function<String, Page>> pages = Map.of(
            "/livez", accept -> Page.text(200, "alive"),
            "/readyz", accept -> readiness(),
            "/stats", accept -> stats(),
            "/metrics", this::metrics);

    /**
     * Pages of these parts.
     *
     * @param serving false once the process is about to end; asked every few seconds by who looks after it, so it must not look at
     *     every swarm
     */
    public StatusPages(BooleanSupplier serving, List<Report> parts) {
        this.serving = serving;
        this.parts = List.copyOf(parts);
    }

    /** True when there is a page of this path. */
    public boolean has(String path) {
        return pages.containsKey(path);
    }

    @Override
    public Optional<Page> page(String path, String accept) {
        return Optional.ofNullable(pages.get(path)).map(page -> page.apply(accept));
    }

    private Page readiness() {
        return serving.getAsBoolean() ? Page.text(200, "ready") : Page.text(503, "about to end");
    }

    private Page stats() {
        Numbers all = new Numbers()
                .put("serving", serving.getAsBoolean())
                .put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        parts.forEach(part -> part.addTo(all));
        return Page.json(all.toString());
    }

    private Page metrics(String accept) {
        Measurements all = new Measurements();
        parts.forEach(part -> part.addTo(all));
        ProcessMeasurements.addTo(all);
        Exposition text = all.as(accept);
        return new Page(200, text.contentType(), text.body());
    }
}
