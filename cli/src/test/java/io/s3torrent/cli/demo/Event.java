package io.s3torrent.cli.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One JSON line of the program. The demo reads only plain strings and numbers. */
record Event(String json) {

    /** The kind of the event. */
    String name() {
        return text("event");
    }

    /** A field that holds a string without escapes, or a number as it is written. */
    String text(String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":\\s*(?:\"([^\"\\\\]*)\"|([0-9.]+))")
                .matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException(field + ": missing in " + json);
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    /** A field that holds an integer. */
    long number(String field) {
        return Long.parseLong(text(field));
    }
}
