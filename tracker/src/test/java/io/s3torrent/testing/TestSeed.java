package io.s3torrent.testing;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The seed of all random numbers that differ between runs. A failing test reports the seed, and {@code -Ds3torrent.test.seed=N} repeats the
 * run.
 *
 * <p>JUnit finds it as a service, so no test names it. Tests with a constant seed do not need it.
 */
public final class TestSeed implements TestExecutionExceptionHandler {
    private static final String PROPERTY = "s3torrent.test.seed";
    private static final long SEED = Long.getLong(PROPERTY, new SecureRandom().nextLong());
    private static final Random SHARED = new Random(SEED);

    /** The seed of this run. */
    public static long seed() {
        return SEED;
    }

    /** One generator for the whole run, for values that must differ from each other, as peer ids must. Safe for use by many threads. */
    public static Random shared() {
        return SHARED;
    }

    /** A new generator with the seed of this run. */
    public static Random random() {
        return new Random(SEED);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new Seed());
        throw failure;
    }

    /** Appears below the failure as a suppressed exception. */
    private static final class Seed extends Exception {
        private static final long serialVersionUID = 1L;

        Seed() {
            super("repeat with -D" + PROPERTY + "=" + SEED, null, false, false);
        }
    }
}
