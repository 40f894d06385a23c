package io.s3torrent.cli.output;

/** What stdout carries. */
public enum OutputFormat {
    /** Lines for people. */
    TEXT,
    /** JSON lines and nothing else. */
    JSON
}
