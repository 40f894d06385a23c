package io.s3torrent.seeder.piece;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Units that are fetched before somebody takes their pieces, because they will be asked for soon: held until then, but for ten seconds
 * at most, and together within a quarter of the memory. Guarded by its own monitor, which is never held while a load is started.
 */
final class ReadAhead {
    private static final long HELD_NANOS = Duration.ofSeconds(10).toNanos();

    private final long bound;
    private final Map<PieceCache.Key, Held> held = new LinkedHashMap<>();
    private long bytes;

    private record Held(CompletableFuture<Unit> unit, int length, long since) {
        void release() {
            CompletableFuture<Void> unused =
                    unit.thenAccept(loaded -> loaded.buffer().release());
        }
    }

    /** Holds at most a quarter of {@code memory} bytes. */
    ReadAhead(long memory) {
        this.bound = memory / 4;
    }

    /**
     * Loads a unit and holds it.
     *
     * @return false when there is no room, or it is held
     */
    boolean hold(PieceCache.Key key, int length, long now, Supplier<CompletableFuture<Unit>> load) {
        CompletableFuture<Unit> unit = new CompletableFuture<>();
        dropOld(now);
        synchronized (this) {
            if (bytes + length > bound || held.containsKey(key)) {
                return false;
            }
            bytes += length;
            held.put(key, new Held(unit, length, now));
        }
        CompletableFuture<Unit> unused = load.get().whenComplete((loaded, error) -> {
            if (error == null) {
                unit.complete(loaded);
            } else {
                unit.completeExceptionally(error);
                letGo(key);
            }
        });
        return true;
    }

    /** Somebody has asked for this unit, and has it, or will. */
    void letGo(PieceCache.Key key) {
        Held gone;
        synchronized (this) {
            gone = held.remove(key);
            bytes -= gone == null ? 0 : gone.length;
        }
        if (gone != null) {
            gone.release();
        }
    }

    private void dropOld(long now) {
        List<PieceCache.Key> old = new ArrayList<>();
        synchronized (this) {
            Iterator<Map.Entry<PieceCache.Key, Held>> oldestFirst =
                    held.entrySet().iterator();
            while (oldestFirst.hasNext()) {
                Map.Entry<PieceCache.Key, Held> oldest = oldestFirst.next();
                if (now - oldest.getValue().since < HELD_NANOS) {
                    break;
                }
                old.add(oldest.getKey());
            }
        }
        old.forEach(this::letGo);
    }

    /** Lets go of all. */
    void close() {
        List<PieceCache.Key> all;
        synchronized (this) {
            all = List.copyOf(held.keySet());
        }
        all.forEach(this::letGo);
    }
}
