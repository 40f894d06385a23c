package io.s3torrent.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;

/** The program's log, on stderr: warnings, and with {@code --debug} what is done. The rest is in logback.xml. */
public final class Logging {
    private Logging() {}

    /** Silences who logs past SLF4J: java.util.logging, and commons-logging and Guice through it. */
    public static void start() {
        LogManager.getLogManager().reset();
    }

    /** Says what is done, and each request to the store by method, path and names of headers: their values are secret. */
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
