package io.s3torrent.cli.output;

/** The format of stdout. */
public enum OutputFormat {
    /** Text for people. */
    TEXT,
    /** JSON lines. */
    JSON
}
