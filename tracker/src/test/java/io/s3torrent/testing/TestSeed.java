package io.s3torrent.testing;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The seed of all random numbers that differ from run to run. A test that fails says it, and {@code -Ds3torrent.test.seed=N} repeats it.
 *
 * <p>JUnit finds it as a service, so no test names it. A seed that is a constant in the source of a test needs no such help.
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

    /** Shown below the failure. */
    private static final class Seed extends Exception {
        private static final long serialVersionUID = 1L;

        Seed() {
            super("repeat with -D" + PROPERTY + "=" + SEED, null, false, false);
        }
    }
}
