package io.s3torrent.tracker.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one announce that goes out over several address families. The first good one counts; those that come after it are passed on;
 * failures count only when there is nothing else. Guarded by its own monitor, which is not held while answers are passed on.
 */
final class FirstResponse {
    private final CompletableFuture<AnnounceResult> first = new CompletableFuture<>();
    private final Consumer<AnnounceResult> later;
    private int open;
    private @Nullable Throwable failure;

    /**
     * No answer yet.
     *
     * @param later takes the answers after the first one
     */
    FirstResponse(Consumer<AnnounceResult> later) {
        this.later = later;
    }

    /** Waits for one more answer. To be called before the others have all ended. */
    void await(CompletableFuture<AnnounceResult> answer) {
        synchronized (this) {
            open++;
        }
        var unused = answer.whenComplete((result, failed) -> {
            if (result == null) {
                fail(AnnounceQueue.unwrapped(failed));
            } else {
                answered(result);
            }
        });
    }

    /** The first good answer, or the failure that says most when all have failed. */
    CompletableFuture<AnnounceResult> first() {
        return first;
    }

    private void answered(AnnounceResult result) {
        synchronized (this) {
            open--;
        }
        if (!first.complete(result)) {
            later.accept(result);
        }
    }

    private void fail(Throwable failed) {
        Throwable last;
        synchronized (this) {
            failure = failure == null || weight(failure) < weight(failed) ? failed : failure;
            last = --open == 0 ? failure : null;
        }
        if (last != null) {
            first.completeExceptionally(last);
        }
    }

    /** What a tracker says counts more than what the network says, and that more than that nobody answered. */
    private static int weight(Throwable failure) {
        boolean silent = failure instanceof AnnounceFailedException known && (known.isSilence() || known.isNotAsked());
        return silent ? 0 : failure.getCause() != null ? 1 : 2;
    }
}
