package io.s3torrent.tracker.client;

import io.netty.channel.EventLoop;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs announces on an event loop. Limits how many run at once and how long each takes; the others wait in order. The monitor guards queue
 * and set, and is never held while an announce runs or completes.
 */
final class AnnounceQueue {
    /** Starts an announce, which must stop when the future that it receives is done. */
    interface Work extends Function<CompletableFuture<AnnounceResult>, CompletableFuture<AnnounceResult>> {}

    private record PendingAnnounce(Work work, CompletableFuture<AnnounceResult> result) {}

    private final EventLoop loop;
    private final TrackerClientConfig config;
    private final Queue<PendingAnnounce> waiting = new ArrayDeque<>();
    private final Set<PendingAnnounce> running = new HashSet<>();
    private boolean closed;

    AnnounceQueue(EventLoop loop, TrackerClientConfig config) {
        this.loop = loop;
        this.config = config;
    }

    /** Queues an announce. */
    CompletableFuture<AnnounceResult> submit(Work work) {
        PendingAnnounce pending = new PendingAnnounce(work, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new AnnounceFailedException("tracker client is closed"));
            }
            if (running.size() == config.concurrency()) {
                return await(pending);
            }
            running.add(pending);
        }
        start(pending);
        return pending.result();
    }

    /** Fails all announces, including future ones. */
    void close() {
        List<PendingAnnounce> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(running);
            open.addAll(waiting);
            waiting.clear();
        }
        open.forEach(pending -> fail(pending, new AnnounceFailedException("tracker client is closed")));
    }

    private synchronized CompletableFuture<AnnounceResult> await(PendingAnnounce pending) {
        if (waiting.size() == config.waiting()) {
            return CompletableFuture.failedFuture(
                    new AnnounceFailedException("more than " + config.waiting() + " announces are waiting"));
        }
        waiting.add(pending);
        return pending.result();
    }

    private void start(PendingAnnounce pending) {
        try {
            loop.execute(() -> run(pending));
        } catch (RejectedExecutionException e) {
            fail(pending, new AnnounceFailedException("tracker client is closed", e));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both futures complete the result
    private void run(PendingAnnounce pending) {
        Future<?> limit = loop.schedule(() -> timeOut(pending), config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        pending.result().whenComplete((answer, failure) -> {
            limit.cancel(false);
            PendingAnnounce next = next(pending);
            if (next != null) {
                start(next);
            }
        });
        pending.work().apply(pending.result()).whenComplete((answer, failure) -> {
            if (failure == null) {
                pending.result().complete(answer);
            } else {
                fail(pending, unwrapped(failure));
            }
        });
    }

    private synchronized @Nullable PendingAnnounce next(PendingAnnounce done) {
        running.remove(done);
        PendingAnnounce next = waiting.poll();
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    private void timeOut(PendingAnnounce pending) {
        fail(
                pending,
                AnnounceFailedException.silence(
                        "no answer within " + config.timeout().toMillis() + " ms", null));
    }

    private static void fail(PendingAnnounce pending, Throwable failure) {
        pending.result().completeExceptionally(explained(failure));
    }

    private static AnnounceFailedException explained(Throwable failure) {
        if (failure instanceof AnnounceFailedException known) {
            return known;
        }
        String message = AnnounceResponseReader.plain(String.valueOf(failure.getMessage()));
        return failure instanceof SocketException // connection refused, or no route
                ? AnnounceFailedException.silence(message, failure)
                : new AnnounceFailedException(message, failure);
    }

    /** The cause of a failed stage, without the wrapper that dependent stages add. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
