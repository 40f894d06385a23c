package io.s3torrent.cli;

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
        try {
            return Values.oneOf(OutputFormat.class, text);
        } catch (IllegalArgumentException e) {
            boolean isPath = text.indexOf('.') >= 0 || text.indexOf('/') >= 0;
            throw isPath ? new IllegalArgumentException(e.getMessage() + "; did you mean -O " + text + "?", e) : e;
        }
    }
}
