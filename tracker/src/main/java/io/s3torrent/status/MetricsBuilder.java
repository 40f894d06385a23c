package io.s3torrent.status;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the response to one Prometheus scrape from snapshots, so that the measured code does not depend on Prometheus. For one thread.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the formats</a>
 */
public final class MetricsBuilder {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private final Map<String, Series> counters = new LinkedHashMap<>();
    private final Map<String, Series> gauges = new LinkedHashMap<>();

    /**
     * Adds a counter, which never decreases while the process runs.
     *
     * @param name in Prometheus style, without {@code _total}
     * @param labels alternating names and values; each combination occurs once
     */
    public MetricsBuilder counter(String name, String help, Number value, String... labels) {
        return add(counters, name, help, value, labels);
    }

    /** Adds a gauge, which may decrease; the parameters are those of {@link #counter}. */
    public MetricsBuilder gauge(String name, String help, Number value, String... labels) {
        return add(gauges, name, help, value, labels);
    }

    private MetricsBuilder add(Map<String, Series> kind, String name, String help, Number value, String... labels) {
        kind.computeIfAbsent(name, first -> new Series(help, new ArrayList<>()))
                .points
                .add(new Point(value.doubleValue(), Labels.of(labels)));
        return this;
    }

    /**
     * Formats the metrics as text.
     *
     * @param accept the scraper's HTTP {@code Accept} header
     */
    public Text as(String accept) {
        ExpositionFormatWriter writer = accept.contains("application/openmetrics-text")
                ? FORMATS.getOpenMetricsTextFormatWriter()
                : FORMATS.getPrometheusTextFormatWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
        return new Text(writer.getContentType(), out.toByteArray());
    }

    private MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.forEach((name, series) -> all.metricSnapshot(counterOf(name, series)));
        gauges.forEach((name, series) -> all.metricSnapshot(gaugeOf(name, series)));
        return all.build();
    }

    private static CounterSnapshot counterOf(String name, Series series) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(series.help);
        series.points.forEach(point -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .value(point.value)
                .labels(point.labels)
                .build()));
        return counter.build();
    }

    private static GaugeSnapshot gaugeOf(String name, Series series) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(series.help);
        series.points.forEach(point -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .value(point.value)
                .labels(point.labels)
                .build()));
        return gauge.build();
    }

    /**
     * The metrics in a Prometheus text format.
     *
     * @param contentType value of the {@code Content-Type} header
     */
    @SuppressWarnings("ArrayRecordComponent") // written to a socket, never compared
    public record Text(String contentType, byte[] body) {}

    private record Series(String help, List<Point> points) {}

    private record Point(double value, Labels labels) {}
}
