package io.s3torrent.status;

/** A JSON object (RFC 8259) of numbers, truths, and objects like itself, by names that need no escapes. */
public final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    /** Adds a number. */
    public JsonObject put(String name, long value) {
        return add(name, Long.toString(value));
    }

    /** Adds a truth. */
    public JsonObject put(String name, boolean value) {
        return add(name, Boolean.toString(value));
    }

    /** Adds an object. */
    public JsonObject put(String name, JsonObject value) {
        return add(name, value.toString());
    }

    private JsonObject add(String name, String value) {
        out.append(out.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value);
        return this;
    }

    /** The object as it is now. */
    @Override
    public String toString() {
        return out + "}";
    }
}
