package io.s3torrent.tracker.admin;

/** A JSON object (RFC 8259) of numbers, truths, and objects like itself, by names that need no escapes. */
public final class Numbers {
    private final StringBuilder out = new StringBuilder("{");

    /** Adds a number. */
    public Numbers put(String name, long value) {
        return add(name, Long.toString(value));
    }

    /** Adds a truth. */
    public Numbers put(String name, boolean value) {
        return add(name, Boolean.toString(value));
    }

    /** Adds an object. */
    public Numbers put(String name, Numbers value) {
        return add(name, value.toString());
    }

    private Numbers add(String name, String value) {
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
