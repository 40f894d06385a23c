package io.s3torrent.cli.output;

import io.s3torrent.status.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, with {@code event} and {@code time} first. */
public final class JsonLine {
    private final JsonObject json = new JsonObject();

    /** An object inside a line, which has neither. */
    public JsonLine() {}

    public JsonLine(String event, Instant time) {
        put("event", event);
        put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    public JsonLine put(String key, @Nullable String value) {
        json.put(key, value);
        return this;
    }

    public JsonLine put(String key, long value) {
        json.put(key, value);
        return this;
    }

    public JsonLine put(String key, boolean value) {
        json.put(key, value);
        return this;
    }

    public JsonLine put(String key, BigDecimal value) {
        json.put(key, value);
        return this;
    }

    /** A time span in seconds, to the millisecond. */
    public JsonLine putSeconds(String key, long millis) {
        return put(key, BigDecimal.valueOf(millis, 3));
    }

    public JsonLine put(String key, Collection<String> values) {
        json.put(key, values);
        return this;
    }

    /** Objects that are made and written one after the other: a torrent may have half a million files. */
    public JsonLine putObjects(String key, Stream<JsonLine> values) {
        json.put(key, values.map(value -> value.json));
        return this;
    }

    /** Writes the object, without a line end. */
    public void writeTo(PrintWriter writer) {
        try {
            json.writeTo(writer);
        } catch (IOException e) { // a PrintWriter throws none
            throw new UncheckedIOException(e);
        }
    }

    /** The object, without a line end. */
    @Override
    public String toString() {
        return json.toString();
    }
}
