package io.s3torrent.cli;

import java.util.Locale;

/** What stdout carries. */
enum OutputFormat {
    /** Lines for people. */
    TEXT,
    /** JSON lines and nothing else. */
    JSON;

    /**
     * Parses the value of {@code -o}.
     *
     * @throws IllegalArgumentException for anything else; a file name is taken for a mix-up with {@code -O}
     */
    static OutputFormat parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: text or json)" + hint(text));
        };
    }

    private static String hint(String text) {
        return text.indexOf('.') >= 0 || text.indexOf('/') >= 0 ? "; did you mean -O " + text + "?" : "";
    }
}
