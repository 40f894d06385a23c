package io.s3torrent.cli.output;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread runs out of memory, because the state of the other threads cannot be trusted afterwards.
 *
 * <p>With the launcher, the JVM exits before it throws the error. This class is for a JVM without the launcher's options, and for
 * out-of-memory errors that Java code throws.
 */
public final class OutOfMemory {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    private OutOfMemory() {}

    /** From now on, a thread that runs out of memory ends the process with {@link ExitCode#OTHER}. */
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
            console.note("out of memory; set a larger heap, for example S3TORRENT_JAVA_OPTS=-Xmx1g");
        } finally {
            Runtime.getRuntime().halt(ExitCode.OTHER);
        }
    }
}
