package io.s3torrent.cli.output;

import io.s3torrent.seeder.gateway.pages.PrintableText;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line (RFC 8259), with {@code event} and {@code time} first. */
public final class JsonLine {
    private static final int CHUNK = 1 << 13;

    private final StringBuilder out = new StringBuilder("{");

    /** An object inside a line, which has neither. */
    public JsonLine() {}

    public JsonLine(String event, Instant time) {
        put("event", event);
        put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    public JsonLine put(String key, @Nullable String value) {
        return raw(key, value == null ? "null" : quote(value));
    }

    public JsonLine put(String key, long value) {
        return raw(key, Long.toString(value));
    }

    public JsonLine put(String key, boolean value) {
        return raw(key, Boolean.toString(value));
    }

    public JsonLine put(String key, BigDecimal value) {
        return raw(key, value.toPlainString());
    }

    /** A time span in seconds, to the millisecond. */
    public JsonLine putSeconds(String key, long millis) {
        return raw(
                key, millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1));
    }

    public JsonLine put(String key, Collection<String> values) {
        return raw(key, values.stream().map(JsonLine::quote).collect(Collectors.joining(",", "[", "]")));
    }

    /** Objects that are made and written one after the other: a torrent may have half a million files. */
    public JsonLine putObjects(String key, Stream<JsonLine> values) {
        raw(key, "[");
        String separator = "";
        for (Iterator<JsonLine> rest = values.iterator(); rest.hasNext(); separator = ",") {
            out.append(separator).append(rest.next().out).append('}');
        }
        out.append(']');
        return this;
    }

    private JsonLine raw(String key, String json) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quote(key)).append(':').append(json);
        return this;
    }

    /** Writes the object, without a line end. */
    public void writeTo(PrintWriter writer) {
        for (int at = 0; at < out.length(); at += CHUNK) {
            writer.write(out.substring(at, Math.min(at + CHUNK, out.length())));
        }
        writer.write('}');
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isSurrogate(c) && isPair(text, i)) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c) || Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                // A lone surrogate has no UTF-8; JavaScript of old ends a line at U+2028.
                out.append(PrintableText.escape(c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    /** The object, without a line end. */
    @Override
    public String toString() {
        return out + "}";
    }
}
