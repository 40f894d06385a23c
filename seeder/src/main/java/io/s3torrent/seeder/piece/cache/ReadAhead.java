package io.s3torrent.seeder.piece.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Holds units that were fetched ahead of requests, until they are requested or a time limit passes. Together they take at most a quarter of
 * the memory. Guarded by its own monitor, which is never held while other objects are called.
 */
final class ReadAhead {
    private final long bound;
    private final Executor later;
    private final Map<FetchUnit.Key, Held> held = new HashMap<>();
    private long bytes;

    private record Held(CompletableFuture<FetchUnit> unit, int length) {
        void release() {
            CompletableFuture<Void> unused =
                    unit.thenAccept(loaded -> loaded.buffer().release());
        }
    }

    /** Holds at most a quarter of {@code memory} bytes, and each unit no longer than {@code longest}. */
    ReadAhead(long memory, Duration longest) {
        this.bound = memory / 4;
        this.later = CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Loads a unit and holds it.
     *
     * @return false when there is no room, or the unit is already held
     */
    boolean hold(FetchUnit.Key key, int length, Supplier<CompletableFuture<FetchUnit>> load) {
        Held one = new Held(new CompletableFuture<>(), length);
        synchronized (this) {
            if (bytes + length > bound || held.containsKey(key)) {
                return false;
            }
            bytes += length;
            held.put(key, one);
        }
        CompletableFuture<FetchUnit> unused = load.get().whenComplete((loaded, error) -> {
            if (error == null) {
                one.unit.complete(loaded);
            } else {
                one.unit.completeExceptionally(error);
                letGo(key, one);
            }
        });
        later.execute(() -> letGo(key, one));
        return true;
    }

    /** True for a unit that is held or about to be held. */
    synchronized boolean holds(FetchUnit.Key key) {
        return held.containsKey(key);
    }

    private synchronized Set<FetchUnit.Key> all() {
        return Set.copyOf(held.keySet());
    }

    /** Releases a unit, because a caller now has it or is about to get it. */
    void letGo(FetchUnit.Key key) {
        Held gone;
        synchronized (this) {
            gone = held.get(key);
        }
        if (gone != null) {
            letGo(key, gone);
        }
    }

    private void letGo(FetchUnit.Key key, Held one) {
        synchronized (this) {
            if (!held.remove(key, one)) {
                return;
            }
            bytes -= one.length;
        }
        one.release();
    }

    /** Releases all units. */
    void close() {
        all().forEach(this::letGo);
    }
}
