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
 * Runs announces on an event loop: so many at a time, each within its time, the others waiting in order. Its monitor guards
 * queue and set, and is never held while an announce runs or completes.
 */
final class AnnounceQueue {
    /** Starts an announce, which is to be given up when the future that it gets is done. */
    interface Work extends Function<CompletableFuture<AnnounceResult>, CompletableFuture<AnnounceResult>> {}

    private record Turn(Work work, CompletableFuture<AnnounceResult> result) {}

    private final EventLoop loop;
    private final TrackerClientConfig config;
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private final Set<Turn> running = new HashSet<>();
    private boolean closed;

    AnnounceQueue(EventLoop loop, TrackerClientConfig config) {
        this.loop = loop;
        this.config = config;
    }

    /** Runs an announce when its turn comes. */
    CompletableFuture<AnnounceResult> submit(Work work) {
        Turn turn = new Turn(work, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new AnnounceFailedException("tracker client is closed"));
            }
            if (running.size() == config.concurrency()) {
                return await(turn);
            }
            running.add(turn);
        }
        start(turn);
        return turn.result();
    }

    /** Fails all announces, those to come included. */
    void close() {
        List<Turn> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(running);
            open.addAll(waiting);
            waiting.clear();
        }
        open.forEach(turn -> fail(turn, new AnnounceFailedException("tracker client is closed")));
    }

    private synchronized CompletableFuture<AnnounceResult> await(Turn turn) {
        if (waiting.size() == config.waiting()) {
            return CompletableFuture.failedFuture(
                    new AnnounceFailedException("more than " + config.waiting() + " announces are waiting"));
        }
        waiting.add(turn);
        return turn.result();
    }

    private void start(Turn turn) {
        try {
            loop.execute(() -> run(turn));
        } catch (RejectedExecutionException e) {
            fail(turn, new AnnounceFailedException("tracker client is closed", e));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Both futures end in the result, whose owner sees how.
    private void run(Turn turn) {
        Future<?> limit = loop.schedule(() -> timeOut(turn), config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        turn.result().whenComplete((answer, failure) -> {
            limit.cancel(false);
            Turn next = next(turn);
            if (next != null) {
                start(next);
            }
        });
        turn.work().apply(turn.result()).whenComplete((answer, failure) -> {
            if (failure == null) {
                turn.result().complete(answer);
            } else {
                fail(turn, unwrapped(failure));
            }
        });
    }

    private synchronized @Nullable Turn next(Turn done) {
        running.remove(done);
        Turn next = waiting.poll();
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    private void timeOut(Turn turn) {
        fail(
                turn,
                AnnounceFailedException.silence(
                        "no answer within " + config.timeout().toMillis() + " ms", null));
    }

    private static void fail(Turn turn, Throwable failure) {
        turn.result().completeExceptionally(explained(failure));
    }

    private static AnnounceFailedException explained(Throwable failure) {
        if (failure instanceof AnnounceFailedException known) {
            return known;
        }
        String message = AnnounceResponseReader.plain(String.valueOf(failure.getMessage()));
        return failure instanceof SocketException // nobody listens there, or no way leads there
                ? AnnounceFailedException.silence(message, failure)
                : new AnnounceFailedException(message, failure);
    }

    /** What made a stage fail, without the wrapping of those that hang on it. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
