package io.s3torrent.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Runs an action on SIGINT or SIGTERM, and ends the process within 5 seconds.
 *
 * <p>{@link #close} removes the action. After a signal, {@link #close} never returns: the process ends while the main thread waits, so
 * that the main thread does not report errors that stopping caused.
 */
final class SignalHandler implements AutoCloseable {
    /** Leaves the JVM time to end within the 5 seconds. */
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
     * For a command with an end of its own: {@code stop} makes it fail, and {@code andThen} runs after it has closed this handler. The
     * exit code is 128 + signal, as a shell expects.
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

    /** For a daemon, which a signal ends normally: {@code exitCode} is read after the action has run. */
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

    /** Waits until the process ends. */
    void pause() {
        pause(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Waits for {@code time}; after a signal, waits until the process ends. */
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
            awaitQuietly(new CountDownLatch(1)); // this thread ends with the process
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
