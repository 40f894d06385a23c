package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Outcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way of requests to the store: through the gate, and again when a failure may pass, within limits.
 *
 * <p>The SDK repeats nothing: it would sleep with its place in the gate, hand out credentials that have expired, and know
 * nothing of bodies that break.
 */
record StoreCalls(
        ConcurrencyLimiter gate,
        Optional<LocatedCredentials> credentials,
        StoreErrors errors,
        StoreLimits limits,
        Ledger ledger) {

    /** One request, or one after the other. */
    @FunctionalInterface
    interface Attempt<T> {
        /** Does it, again when it was done in vain. A failure that is not the store's is a RuntimeException, and the end. */
        T run() throws IOException;
    }

    /** The same way, counted elsewhere. */
    StoreCalls countedIn(Ledger other) {
        return new StoreCalls(gate, credentials, errors, limits, other);
    }

    /** Runs the attempt until it succeeds or patience ends. */
    <T> T run(StoreCall call, RetryLimits patience, Attempt<T> attempt) throws ObjectException {
        long deadline = System.nanoTime() + patience.total().toNanos();
        RetryPolicy remedies = new RetryPolicy(credentials);
        for (int failures = 1; ; failures++) {
            try {
                remedies.begin();
                return through(call, deadline, attempt);
            } catch (ObjectException e) {
                if (Thread.currentThread().isInterrupted() || failures >= patience.attempts()) {
                    throw e;
                }
                switch (remedies.after(e)) {
                    case NONE -> throw e;
                    case AGAIN -> {}
                    case LATER -> pause(failures, deadline, e);
                }
                ledger.retry();
            }
        }
    }

    private <T> T through(StoreCall call, long deadline, Attempt<T> attempt) throws ObjectException {
        ConcurrencyLimiter.Pass pass = enter(call, deadline);
        Outcome outcome = Outcome.FAILED;
        try {
            T answer = attempt.run();
            outcome = Outcome.ANSWERED;
            return answer;
        } catch (IOException e) {
            outcome = StoreErrors.isSlowDown(e) ? Outcome.TOLD_TO_SLOW_DOWN : outcome;
            throw errors.explain(call, e);
        } finally {
            pass.giveBack(outcome);
        }
    }

    private ConcurrencyLimiter.Pass enter(StoreCall call, long deadline) throws ObjectException {
        try {
            return gate.enter(call.location(), deadline)
                    .orElseThrow(() -> new ObjectException.Unavailable(
                            call + ": the store did not answer those before it in time", null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectException.Unavailable(call + ": interrupted", e);
        }
    }

    private static void pause(int failures, long deadline, ObjectException failure) throws ObjectException {
        long nanos = RetryLimits.pauseNanos(failures, ThreadLocalRandom.current());
        if (System.nanoTime() + nanos - deadline >= 0) {
            throw failure;
        }
        LockSupport.parkNanos(nanos); // an interrupt ends it, and the attempt after it
    }

    /** What can be done about the failures of one call; each kind of remedy but patience is tried once. For one thread. */
    private static final class RetryPolicy {
        /** When to send the request again. */
        enum Retry {
            NONE,
            AGAIN,
            LATER
        }

        private final Optional<LocatedCredentials> credentials;
        private int credentialsUsed;
        private boolean refreshed;
        private boolean clockSet;

        RetryPolicy(Optional<LocatedCredentials> credentials) {
            this.credentials = credentials;
        }

        /** An attempt begins. */
        void begin() {
            credentialsUsed = credentials.map(LocatedCredentials::generation).orElse(0);
        }

        Retry after(ObjectException failure) {
            if (failure instanceof ObjectException.Unavailable) {
                return Retry.LATER;
            }
            if (!refreshed && StoreErrors.isExpired(failure)) {
                refreshed = true;
                return credentials
                                .filter(located -> located.refresh(credentialsUsed))
                                .isPresent()
                        ? Retry.AGAIN
                        : Retry.NONE;
            }
            // The SDK has taken the store's time from the answer, and signs with it from now on.
            if (!clockSet && StoreErrors.isClockWrong(failure)) {
                clockSet = true;
                return Retry.AGAIN;
            }
            return Retry.NONE;
        }
    }
}
