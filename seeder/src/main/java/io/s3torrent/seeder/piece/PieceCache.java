package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier: units of verified bytes, least recently used first to go, and one load in flight for all who ask for a unit.
 *
 * <p>A unit that is pushed out while it is still being sent stays findable until its last slice is gone, so that no byte is in
 * memory twice. Guarded by its own monitor, which is never held while a load is started or somebody is answered.
 */
public final class PieceCache implements AutoCloseable {

    /** Names a unit: the {@code index}-th one of whatever {@code owner} stands for. */
    record Key(Object owner, int index) {}

    /**
     * What was loaded.
     *
     * @param buffer the unit's bytes; who receives a unit releases it
     * @param bad pieces, counted from the unit's first, whose bytes do not have their hash
     */
    record Unit(ByteBuf buffer, BitSet bad) {
        boolean tryRetain() {
            try {
                buffer.retain();
                return true;
            } catch (IllegalReferenceCountException e) {
                return false;
            }
        }
    }

    private static final class Entry {
        private final List<CompletableFuture<Unit>> askers = new ArrayList<>();
        private @Nullable Unit unit;
        private boolean held;
    }

    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final PieceMemory memory;
    private boolean closed;

    /** A cache that keeps its units in {@code memory}, and lets go of them when others need it. */
    public PieceCache(PieceMemory memory) {
        this.memory = memory;
        memory.onShortage(this::evict);
    }

    /** A cache with no room, for those who read without serving. */
    public static PieceCache none() {
        return new PieceCache(new PieceMemory(1));
    }

    PieceMemory memory() {
        return memory;
    }

    /**
     * The unit from memory, or from a load that is on its way, or else from {@code load}.
     *
     * <p>Each asker gets a retained unit of its own.
     */
    CompletableFuture<Unit> get(Key key, Function<Key, CompletableFuture<Unit>> load) {
        CompletableFuture<Unit> asker = new CompletableFuture<>();
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry != null && entry.unit != null && entry.unit.tryRetain()) {
                asker.complete(entry.unit);
                return asker;
            }
            if (entry != null && entry.unit == null) {
                entry.askers.add(asker);
                return asker;
            }
            Entry loading = new Entry();
            loading.askers.add(asker);
            entries.put(key, loading);
        }
        CompletableFuture<Unit> unused = load.apply(key).whenComplete((unit, error) -> loaded(key, unit, error));
        return asker;
    }

    /** Puts a unit that was loaded for another reason; it is dropped when one is there or on its way. Takes over the buffer. */
    void put(Key key, Unit unit) {
        synchronized (this) {
            if (!closed && !entries.containsKey(key)) {
                Entry entry = new Entry();
                entry.unit = unit;
                entry.held = true;
                entries.put(key, entry);
                return;
            }
        }
        unit.buffer().release();
    }

    /** A buffer to fill for {@link #put}, if there is room without pushing anything out. */
    Optional<ByteBuf> spareBuffer(int length) {
        return memory.tryReserve(length);
    }

    private void loaded(Key key, @Nullable Unit unit, @Nullable Throwable error) {
        List<CompletableFuture<Unit>> askers;
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry == null) {
                throw new IllegalStateException("loaded, but nobody asked: " + key);
            }
            askers = List.copyOf(entry.askers);
            entry.askers.clear();
            if (unit == null) {
                entries.remove(key);
            } else {
                unit.buffer().retain(askers.size());
                entry.unit = unit;
                entry.held = true;
            }
        }
        for (CompletableFuture<Unit> asker : askers) {
            if (unit == null) {
                asker.completeExceptionally(error == null ? new IllegalStateException("loaded nothing") : error);
            } else if (!asker.complete(unit)) {
                unit.buffer().release();
            }
        }
        if (unit != null && (memory.waiting() > 0 || isClosed())) {
            evict(unit.buffer().capacity());
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Lets go of at least {@code bytes}: units nobody is sending first, then others, whose memory follows their last slice. */
    private void evict(long bytes) {
        List<Unit> out = new ArrayList<>();
        synchronized (this) {
            long rest = pick(bytes - dropGone(), true, out);
            pick(rest, false, out);
        }
        out.forEach(unit -> unit.buffer().release());
    }

    /** Drops the entries whose last slice is gone; returns the bytes of those that will go without further doing. */
    private long dropGone() {
        long leaving = 0;
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            Unit unit = entry.unit;
            if (unit != null && !entry.held) {
                if (unit.buffer().refCnt() == 0) {
                    all.remove();
                } else {
                    leaving += unit.buffer().capacity();
                }
            }
        }
        return leaving;
    }

    private long pick(long bytes, boolean idleOnly, List<Unit> out) {
        long rest = bytes;
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (rest > 0 && oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            Unit unit = entry.unit;
            if (unit == null || !entry.held || (idleOnly && unit.buffer().refCnt() > 1)) {
                continue;
            }
            entry.held = false;
            out.add(unit);
            rest -= unit.buffer().capacity();
            if (idleOnly) {
                oldestFirst.remove();
            }
        }
        return rest;
    }

    /** Lets go of everything; loads on their way are dropped when they arrive. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        evict(Long.MAX_VALUE);
        memory.close();
    }
}
