package io.s3torrent.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Runs an action when the process is told to end (SIGINT, SIGTERM), and ends it within 5 seconds.
 *
 * <p>While one is open, the command lives until the signal; closing it takes the action back. Once the signal has come, {@link
 * #close} never returns: the process ends under the main thread, which must not tell of errors that the end itself caused.
 */
final class SignalHandler implements AutoCloseable {
    /** Leaves time for the JVM to end within the 5 seconds. */
    private static final Duration LIMIT = Duration.ofMillis(4500);

    private final CountDownLatch come = new CountDownLatch(1);
    private final CountDownLatch closed;
    private final Thread hook;

    private SignalHandler(CountDownLatch closed, Runnable end) {
        this.closed = closed;
        this.hook = new Thread(
                () -> {
                    come.countDown();
                    end.run();
                },
                "s3torrent-signal");
        Runtime.getRuntime().addShutdownHook(this.hook);
    }

    /**
     * For a command that is interrupted: {@code stop} makes it fail, and {@code andThen} runs when it has closed this. The exit
     * code is 128 + signal, as a shell expects.
     */
    static SignalHandler interrupted(Runnable stop, Runnable andThen) {
        CountDownLatch closed = new CountDownLatch(1);
        return new SignalHandler(
                closed,
                () -> runWithinLimit(() -> {
                    stop.run();
                    awaitQuietly(closed);
                    andThen.run();
                }));
    }

    /** For a daemon, whose normal end this is: the exit code is what is asked for when the action has run. */
    static SignalHandler daemon(Runnable action, IntSupplier exitCode) {
        return new SignalHandler(new CountDownLatch(1), () -> {
            runWithinLimit(action);
            Runtime.getRuntime().halt(exitCode.getAsInt());
        });
    }

    private static void runWithinLimit(Runnable action) {
        Thread worker = new Thread(action, "s3torrent-end");
        worker.setDaemon(true);
        worker.start();
        try {
            worker.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the process has ended. */
    void pause() {
        pause(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Waits; once the signal has come, until the process has ended. */
    void pause(Duration time) {
        try {
            if (come.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                park();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void park() {
        while (true) {
            awaitQuietly(new CountDownLatch(1)); // only the end of the process ends this thread
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // The process ends anyway.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            park();
        }
    }
}
