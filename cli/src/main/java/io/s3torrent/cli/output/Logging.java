package io.s3torrent.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;

/** Log levels: warnings by default, more with {@code --debug}. The file logback.xml has the rest. */
public final class Logging {
    private Logging() {}

    /** Silences libraries that do not log to SLF4J: java.util.logging, with commons-logging and Guice. */
    public static void start() {
        LogManager.getLogManager().reset();
    }

    /** Logs each step, and each request to the store: method, path and header names, but not the secret header values. */
    public static void debug() {
        level("io.s3torrent");
        level("software.amazon.awssdk.request");
    }

    private static void level(String name) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(Level.DEBUG);
        }
    }
}
