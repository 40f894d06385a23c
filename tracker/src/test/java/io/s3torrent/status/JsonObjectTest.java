package io.s3torrent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    @Test
    void fieldsStandInTheirOrder() {
        JsonObject inner = new JsonObject().put("n", 1);
        assertThat(new JsonObject()
                        .put("number", Long.MIN_VALUE)
                        .put("price", new BigDecimal("0.00000010"))
                        .put("flag", false)
                        .put("none", (String) null)
                        .put("texts", List.of("a", "b"))
                        .put("inner", inner)
                        .put("all", Stream.of(inner, new JsonObject())))
                .hasToString("{\"number\":-9223372036854775808,\"price\":0.00000010,\"flag\":false,\"none\":null,"
                        + "\"texts\":[\"a\",\"b\"],\"inner\":{\"n\":1},\"all\":[{\"n\":1},{}]}");
    }

    @Test
    void anObjectGrowsAfterItWasLookedAt() throws Exception {
        JsonObject json = new JsonObject().put("a", 1);
        assertThat(json).hasToString("{\"a\":1}");
        json.put("b", "x".repeat(20_000));
        StringWriter written = new StringWriter();
        json.writeTo(written);
        assertThat(written).hasToString(json.toString()).hasToString("{\"a\":1,\"b\":\"" + "x".repeat(20_000) + "\"}");
    }

    @Test
    void aStringHoldsAnything() {
        assertThat(JsonObject.quote("a\"\\\n\0\u007f\u0085ü\u2028\ud83d\ude00"))
                .isEqualTo("\"a\\\"\\\\\\u000a\\u0000\\u007f\\u0085ü\\u2028\ud83d\ude00\"");
    }

    @Test
    void loneSurrogatesAreEscapedAsTheyHaveNoUtf8() {
        assertThat(JsonObject.quote("ü\ud83d\ude00\ud83d")).isEqualTo("\"\\u00fc\\ud83d\\ude00\\ud83d\"");
    }
}
