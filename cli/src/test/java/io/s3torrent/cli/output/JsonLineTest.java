package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
    @Test
    void everyLineHasItsEventAndTimeFirst() {
        JsonLine line = new JsonLine("ready", Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(line.put("announce", List.of("a", "b")).put("none", List.of()))
                .hasToString(
                        "{\"event\":\"ready\",\"time\":\"2026-01-02T03:04:05.678Z\",\"announce\":[\"a\",\"b\"],\"none\":[]}");
    }

    @Test
    void valuesHaveTheirTypes() {
        JsonLine line = new JsonLine()
                .put("text", "x")
                .put("none", (String) null)
                .put("number", Long.MAX_VALUE)
                .put("flag", true)
                .putSeconds("seconds", 12_034)
                .putObjects("files", Stream.of(new JsonLine().put("size", 1), new JsonLine()));
        assertThat(line)
                .hasToString(
                        "{\"text\":\"x\",\"none\":null,\"number\":9223372036854775807,\"flag\":true,\"seconds\":12.034,"
                                + "\"files\":[{\"size\":1},{}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "0022 \\\"",
                "005c \\\\",
                "000a \\u000a",
                "0000 \\u0000",
                "001b \\u001b",
                "007f \\u007f",
                "0085 \\u0085",
                "2028 \\u2028",
                "d800 \\ud800",
                "dc00 \\udc00",
                "00fc ü",
                "202e \u202e"
            })
    void stringsAreEscaped(String unit, String escaped) {
        String text = "a" + (char) Integer.parseInt(unit, 16) + "b";
        assertThat(new JsonLine().put("k", text)).hasToString("{\"k\":\"a" + escaped + "b\"}");
    }

    @Test
    void surrogatesInPairsStayAndLoneOnesAreEscaped() {
        String json = new JsonLine().put("k", "\ud83d\ude00\ude00\ud83d").toString();
        assertThat(json).isEqualTo("{\"k\":\"\ud83d\ude00\\ude00\\ud83d\"}");
        assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }
}
