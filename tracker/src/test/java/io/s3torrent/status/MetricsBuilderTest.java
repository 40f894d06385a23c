package io.s3torrent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsBuilderTest {
    private static MetricsBuilder.Text two(String accept) {
        return new MetricsBuilder()
                .counter("drinks", "Number of drinks.", 3, "kind", "tea")
                .counter("drinks", "Number of drinks.", 4, "kind", "\"coffee\"\n")
                .gauge("cups", "Clean ones.", 0.5)
                .as(accept);
    }

    @Test
    void textIsWhatPrometheusReads() {
        MetricsBuilder.Text found = two("text/html");
        assertThat(found.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(new String(found.body(), StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "# HELP cups Clean ones.",
                        "# TYPE cups gauge",
                        "cups 0.5",
                        "# HELP drinks_total Number of drinks.",
                        "# TYPE drinks_total counter",
                        "drinks_total{kind=\"\\\"coffee\\\"\\n\"} 4.0",
                        "drinks_total{kind=\"tea\"} 3.0");
    }

    @Test
    void openMetricsIsForWhoAsksForIt() {
        MetricsBuilder.Text found = two("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2");
        assertThat(found.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(new String(found.body(), StandardCharsets.UTF_8))
                .contains("# TYPE drinks counter\n", "drinks_total{kind=\"tea\"} 3.0\n")
                .endsWith("# EOF\n");
    }
}
