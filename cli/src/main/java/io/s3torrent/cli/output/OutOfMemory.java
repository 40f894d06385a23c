package io.s3torrent.cli.output;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread has run out of memory: nothing that the others do from then on can be trusted.
 *
 * <p>The launcher has the JVM killed before the error is even thrown. This is for a JVM that was started without it, and for
 * errors that are not the JVM's own.
 */
public final class OutOfMemory {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    private OutOfMemory() {}

    /** From now on, a thread that dies of it ends the process with {@link ExitCode#OTHER}. */
    public static void endsTheProcess(Console console) {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (ExitCode.isOutOfMemory(failure)) {
                halt(console);
            }
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("thread", thread.getName())
                    .log("a thread has died");
        });
    }

    private static void halt(Console console) {
        try {
            console.note("out of memory; S3TORRENT_JAVA_OPTS=-Xmx1g gives a larger heap, for example");
        } finally {
            Runtime.getRuntime().halt(ExitCode.OTHER);
        }
    }
}
