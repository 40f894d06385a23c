package io.s3torrent.cli.output;

import io.s3torrent.json.JsonObject;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, with {@code event} and {@code time} first. */
public final class JsonLine {
    private static final int MILLIS_DIGITS = 3;

    private final JsonObject object = JsonObject.printable();

    /** An object inside a line, without {@code event} and {@code time}. */
    public JsonLine() {}

    public JsonLine(String event, Instant time) {
        put("event", event);
        put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    public JsonLine put(String key, @Nullable String value) {
        object.put(key, value);
        return this;
    }

    public JsonLine put(String key, long value) {
        object.put(key, value);
        return this;
    }

    public JsonLine put(String key, boolean value) {
        object.put(key, value);
        return this;
    }

    public JsonLine put(String key, BigDecimal value) {
        object.put(key, value);
        return this;
    }

    /** Adds a duration in seconds, with three decimals. */
    public JsonLine putSeconds(String key, long millis) {
        return put(key, BigDecimal.valueOf(millis, MILLIS_DIGITS));
    }

    public JsonLine put(String key, Collection<String> values) {
        object.put(key, values);
        return this;
    }

    /** Adds objects that are made while they are written, because a torrent may have half a million files. */
    public JsonLine putObjects(String key, Stream<JsonLine> values) {
        object.putObjects(key, values.map(line -> line.object));
        return this;
    }

    /** Writes the object without a line break. */
    public void writeTo(PrintWriter writer) {
        object.writeTo(writer);
    }

    /** The object without a line break. */
    @Override
    public String toString() {
        return object.toString();
    }
}
