package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.piece.disk.DiskTier;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Caches units of verified bytes in memory, and joins concurrent loads of the same unit. A disk tier below it is optional.
 *
 * <p>{@link EvictionOrder} decides which unit is evicted first. A unit that is evicted while it is being sent can still be found until its
 * last slice is released, so that no byte is in memory twice. Units that are mapped from the disk are not kept here. Guarded by its own
 * monitor, which is never held while a load is started or a caller is answered.
 */
public final class PieceCache implements AutoCloseable {

    /** A unit that is being loaded or is in memory. */
    private static final class Entry {
        private final List<CompletableFuture<FetchUnit>> askers = new ArrayList<>();
        private EvictionOrder.@Nullable Slot slot;
    }

    /** How long a unit that was read ahead is held for a request. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private final Map<FetchUnit.Key, Entry> entries = new HashMap<>();
    private final EvictionOrder order;
    private final PieceMemory memory;
    private final Optional<DiskTier> disk;
    private final ReadAhead ahead;
    private boolean closed;

    /** Makes a cache that keeps its units in {@code memory}, and evicts them when others need the memory. */
    public PieceCache(PieceMemory memory) {
        this(memory, Optional.empty());
    }

    /** Makes a cache with a disk tier, which it closes. */
    PieceCache(PieceMemory memory, Optional<DiskTier> disk) {
        this.memory = memory;
        this.disk = disk;
        this.order = new EvictionOrder(memory.bound());
        this.ahead = new ReadAhead(memory.bound(), AHEAD);
        memory.onShortage(this::evict);
    }

    /**
     * Opens a cache with a memory limit in bytes, and optionally a disk tier.
     *
     * @throws IOException when the folder of the disk tier is in use or unusable; the message is written for the user
     */
    public static PieceCache open(long memory, Optional<DiskCacheConfig> disk) throws IOException {
        PieceMemory bounded = new PieceMemory(memory);
        return disk.isEmpty()
                ? new PieceCache(bounded)
                : new PieceCache(bounded, Optional.of(DiskTier.open(disk.get(), memory / 4, Clock.systemUTC())));
    }

    /** Makes a cache without room, for callers that read without serving. */
    public static PieceCache none() {
        return new PieceCache(new PieceMemory(1));
    }

    PieceMemory memory() {
        return memory;
    }

    /**
     * True when the process can hold a piece of this layout. A piece is read as a whole before it is served, and may be longer than the
     * cache.
     */
    public static boolean canHold(PieceLayout pieces) {
        return Math.min(pieces.pieceLength(), pieces.objectLength()) <= PieceMemory.longest();
    }

    Optional<DiskTier> disk() {
        return disk;
    }

    /** The units that were fetched before they are requested. */
    ReadAhead ahead() {
        return ahead;
    }

    /** How pieces are grouped into units, given the size of this cache. */
    UnitLayout layout(Content content, PieceLayout pieces) {
        return UnitLayout.of(
                content,
                pieces,
                Math.max(memory.bound(), disk.map(DiskTier::bound).orElse(0L)));
    }

    /**
     * Returns the unit from memory, from a running load, or else from {@code load}.
     *
     * <p>Each caller gets a retained unit of its own.
     */
    CompletableFuture<FetchUnit> get(FetchUnit.Key key, Function<FetchUnit.Key, CompletableFuture<FetchUnit>> load) {
        CompletableFuture<FetchUnit> asker = new CompletableFuture<>();
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry != null) {
                EvictionOrder.Slot slot = entry.slot;
                if (slot == null) {
                    entry.askers.add(asker);
                    return asker;
                }
                if (slot.unit().tryRetain()) {
                    order.use(slot);
                    asker.complete(slot.unit());
                    return asker;
                }
                // Its last slice was released just now.
            }
            Entry loading = new Entry();
            loading.askers.add(asker);
            entries.put(key, loading);
        }
        start(key, load);
        return asker;
    }

    /** Starts a load. Whatever happens, the waiting callers get an answer, and the unit can be requested again. */
    private void start(FetchUnit.Key key, Function<FetchUnit.Key, CompletableFuture<FetchUnit>> load) {
        try {
            CompletableFuture<FetchUnit> unused =
                    load.apply(key).whenComplete((unit, error) -> loaded(key, unit, error));
        } catch (RuntimeException | Error e) { // for example an OutOfMemoryError
            loaded(key, null, e);
        }
    }

    /** True for a unit that is in memory or being loaded. This does not count as a use of the unit. */
    synchronized boolean contains(FetchUnit.Key key) {
        return entries.containsKey(key);
    }

    /** Adds a unit that was loaded for another reason. It is dropped when the unit exists or is being loaded. Takes over the buffer. */
    void put(FetchUnit.Key key, FetchUnit unit) {
        if (!keep(key, unit)) {
            unit.buffer().release();
        } else if (memory.waiting() > 0) {
            evict(unit.buffer().capacity());
        }
    }

    private synchronized boolean keep(FetchUnit.Key key, FetchUnit unit) {
        if (closed || entries.containsKey(key)) {
            return false;
        }
        Entry entry = new Entry();
        entry.slot = order.addFresh(key, unit);
        entries.put(key, entry);
        return true;
    }

    /**
     * Gives a unit in memory another key. Drops the unit when {@code to} is empty or taken. Does nothing to a unit that is being loaded.
     */
    void rename(FetchUnit.Key from, Optional<FetchUnit.Key> to) {
        FetchUnit dropped = null;
        synchronized (this) {
            Entry entry = entries.get(from);
            if (entry == null || entry.slot == null) {
                return;
            }
            entries.remove(from);
            if (to.isPresent() && !entries.containsKey(to.get())) {
                entries.put(to.get(), entry);
                order.rename(entry.slot, to.get());
            } else if (order.remove(entry.slot)) {
                dropped = entry.slot.unit();
            }
        }
        if (dropped != null) {
            dropped.buffer().release();
        }
    }

    /** Returns a buffer to fill for {@link #put}, if there is room without an eviction. */
    Optional<ByteBuf> spareBuffer(int length) {
        return memory.tryReserve(length);
    }

    private void loaded(FetchUnit.Key key, @Nullable FetchUnit unit, @Nullable Throwable error) {
        List<CompletableFuture<FetchUnit>> askers;
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry == null) {
                throw new IllegalStateException("a unit was loaded without a request:  " + key);
            }
            askers = List.copyOf(entry.askers);
            entry.askers.clear();
            if (unit != null) {
                unit.buffer().retain(askers.size());
            }
            if (unit != null && unit.inMemory()) {
                entry.slot = order.addUsed(key, unit);
            } else {
                entries.remove(key);
            }
        }
        askers.forEach(asker -> answer(asker, unit, error));
        if (unit != null && !unit.inMemory()) {
            unit.buffer().release();
        } else if (unit != null && (memory.waiting() > 0 || isClosed())) {
            evict(unit.buffer().capacity());
        }
    }

    private static void answer(
            CompletableFuture<FetchUnit> asker, @Nullable FetchUnit unit, @Nullable Throwable error) {
        if (unit == null) {
            asker.completeExceptionally(error == null ? new IllegalStateException("loaded nothing") : error);
        } else if (!asker.complete(unit)) {
            unit.buffer().release();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Evicts units with at least {@code bytes} in total, in the order of {@link EvictionOrder}. */
    private void evict(long bytes) {
        List<EvictionOrder.Slot> picked;
        synchronized (this) {
            picked = order.pick(bytes, ahead::holds);
            picked.stream().filter(slot -> !slot.isLeaving()).forEach(this::forget);
        }
        for (EvictionOrder.Slot slot : picked) {
            if (slot.isLeaving()) {
                PieceMemory.onFreed(slot.unit().buffer(), () -> freed(slot));
            }
            slot.unit().buffer().release();
        }
    }

    private synchronized void freed(EvictionOrder.Slot slot) {
        order.freed(slot);
        forget(slot);
    }

    /** Removes the unit from the lookup table, unless another unit already has its key. */
    private void forget(EvictionOrder.Slot slot) {
        Entry entry = entries.get(slot.key());
        if (entry != null && slot.equals(entry.slot)) {
            entries.remove(slot.key());
        }
    }

    /** Releases everything; running loads are dropped when they end. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        ahead.close();
        disk.ifPresent(DiskTier::close);
        evict(Long.MAX_VALUE);
        memory.close();
    }
}
