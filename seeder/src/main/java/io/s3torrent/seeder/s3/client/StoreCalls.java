package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.ConcurrencyLimiter.Outcome;
import io.s3torrent.seeder.s3.direct.SlowReads;
import io.s3torrent.seeder.s3.direct.SlowReads.SlowReadException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Runs the calls to the store: each waits for the {@link ConcurrencyLimiter}, and is retried according to the {@link RetryPolicy}. All
 * reads, writes and listings go through here (docs/adr/0020).
 *
 * @param requests makes the requests, and has the ledger that counts them
 * @param slowReads decides which reads are hedged
 */
record StoreCalls(
        StoreClient client,
        StoreRequests requests,
        ConcurrencyLimiter limiter,
        StoreErrors errors,
        SlowReads slowReads,
        StoreLimits limits) {

    /** One attempt of a call, with one request or a sequence of requests. */
    @FunctionalInterface
    interface Attempt<T> {
        /** Sends the request. Failures that are not the store's are RuntimeExceptions and are not retried. */
        T run() throws IOException;
    }

    /** The ledger that counts the requests. */
    Ledger ledger() {
        return requests.ledger();
    }

    /** The same calls, counted in another ledger. Closing their client does not close the connections. */
    StoreCalls countedIn(Ledger other) {
        return new StoreCalls(client.shared(), requests.countedIn(other), limiter, errors, slowReads, limits);
    }

    /** The same calls with a client's own request headers. */
    StoreCalls on(RequestTerms terms) {
        return new StoreCalls(client.shared(), requests.on(terms), limiter, errors, slowReads, limits);
    }

    /** Sends a request with a short answer, and retries it within the limits. */
    <T> T ask(StoreCall call, RetryPolicy.Limits retryLimits, Function<S3Client, T> request) throws ObjectException {
        return run(call, retryLimits, () -> {
            try {
                return request.apply(client.s3());
            } catch (RuntimeException e) {
                throw errors.explain(call, e);
            }
        });
    }

    /** Runs the attempt until it succeeds, fails for good, or reaches the limits. */
    <T> T run(StoreCall call, RetryPolicy.Limits retryLimits, Attempt<T> attempt) throws ObjectException {
        RetryPolicy policy =
                new RetryPolicy(retryLimits, client.credentials(), System.nanoTime(), ThreadLocalRandom.current());
        while (true) {
            try {
                policy.begin();
                return limited(call, policy.deadlineNanos(), attempt);
            } catch (ObjectException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                OptionalLong pause = policy.pauseAfter(e, System.nanoTime());
                if (pause.isEmpty()) {
                    throw errors.tlsPort(e).orElse(e);
                }
                LockSupport.parkNanos(pause.getAsLong()); // an interrupt ends the pause, and the next attempt
                ledger().retry();
            }
        }
    }

    private <T> T limited(StoreCall call, long deadlineNanos, Attempt<T> attempt) throws ObjectException {
        ConcurrencyLimiter.Permit permit = acquire(call, deadlineNanos);
        Outcome outcome = Outcome.FAILED;
        try {
            T answer = hedged(attempt);
            outcome = Outcome.ANSWERED;
            return answer;
        } catch (IOException e) {
            if (StoreErrors.isSlowDown(e)) {
                outcome = Outcome.TOLD_TO_SLOW_DOWN;
                slowReads.toldToSlowDown();
            }
            throw errors.explain(call, e);
        } finally {
            permit.release(outcome);
        }
    }

    /** Runs an attempt, and again with its permit when its read is hedged: when slow reads hold all permits, hedges need no other. */
    private <T> T hedged(Attempt<T> attempt) throws IOException {
        while (true) {
            try {
                return attempt.run();
            } catch (SlowReadException e) {
                ledger().hedged();
            }
        }
    }

    private ConcurrencyLimiter.Permit acquire(StoreCall call, long deadlineNanos) throws ObjectException {
        try {
            return limiter.acquire(call.location(), deadlineNanos)
                    .orElseThrow(() -> new ObjectException.Unavailable(
                            call + ": the store did not answer earlier requests in time", null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectException.Unavailable(call + ": interrupted", e);
        }
    }
}
