package io.s3torrent.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    @Test
    void fieldsComeInTheOrderOfTheCallsWithoutSpaces() {
        JsonObject object = new JsonObject()
                .put("number", Long.MIN_VALUE)
                .put("yes", true)
                .put("price", new BigDecimal("1E-7"))
                .put("text", "x")
                .put("none", (String) null)
                .put("inner", new JsonObject().put("a", 1).put("b", new JsonObject()))
                .put("texts", List.of("a", "b"))
                .put("noTexts", List.of())
                .putObjects("objects", Stream.of(new JsonObject().put("a", 1), new JsonObject()))
                .putObjects("noObjects", Stream.of());
        String text = "{\"number\":-9223372036854775808,\"yes\":true,\"price\":0.0000001,\"text\":\"x\",\"none\":null,"
                + "\"inner\":{\"a\":1,\"b\":{}},\"texts\":[\"a\",\"b\"],\"noTexts\":[],"
                + "\"objects\":[{\"a\":1},{}],\"noObjects\":[]}";
        assertThat(object).hasToString(text);
        assertThat(object).as("the second call").hasToString(text);
    }

    @Test
    void whatIsWrittenIsItsTextHoweverLong() {
        JsonObject object = new JsonObject().put("k", "x".repeat(100_000)).put("end", true);
        StringWriter writer = new StringWriter();
        object.writeTo(writer);
        assertThat(writer).hasToString("{\"k\":\"" + "x".repeat(100_000) + "\",\"end\":true}");
        assertThat(object).hasToString(writer.toString());
    }

    @Test
    void fieldsAndElementsHaveTheirLines() {
        JsonObject object = JsonObject.onLines()
                .putObjects("objects", Stream.of(new JsonObject().put("a", 1).put("b", 2), new JsonObject()))
                .put("next", "x");
        assertThat(object).hasToString("{\"objects\":[\n{\"a\":1,\"b\":2},\n{}],\n\"next\":\"x\"}");
        assertThat(JsonObject.onLines().putObjects("none", Stream.of())).hasToString("{\"none\":[\n]}");
    }

    /** Tests every UTF-16 code unit, alone and with other characters around it. */
    @Test
    void charactersAreEscapedAsTheyAlwaysWere() {
        IntStream.rangeClosed(0, 0xffff).forEach(unit -> {
            String text = "a" + (char) unit + "b";
            assertThat(new JsonObject().put("k", text))
                    .hasToString("{\"k\":\"a" + escaped((char) unit, false) + "b\"}");
            assertThat(JsonObject.printable().put("k", text))
                    .hasToString("{\"k\":\"a" + escaped((char) unit, true) + "b\"}");
        });
    }

    private static String escaped(char c, boolean printable) {
        if (c == '"' || c == '\\') {
            return "\\" + c;
        }
        boolean control = printable ? Character.isISOControl(c) || c == '\u2028' || c == '\u2029' : c < ' ';
        return control || Character.isSurrogate(c) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : "" + c;
    }

    @Test
    void pairsOfSurrogatesStayAndLoneOnesAreEscaped() {
        String text = "\ud83d\ude00\ude00\n\ud83d" + "\\" + "\ud83d";
        assertThat(new JsonObject().put("before", 1).put("k", text).put("l", List.of("\ud800", "\udbff\udfff")))
                .hasToString("{\"before\":1,\"k\":\"\ud83d\ude00\\ude00\\u000a\\ud83d" + "\\\\" + "\\ud83d\","
                        + "\"l\":[\"\\ud800\",\"\udbff\udfff\"]}");
    }

    /** Names never come from strangers, but may also need escapes. */
    @Test
    void namesAreStrings() {
        assertThat(new JsonObject().put("a\"\n", 1)).hasToString("{\"a\\\"\\u000a\":1}");
    }
}
