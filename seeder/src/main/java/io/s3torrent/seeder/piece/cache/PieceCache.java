package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.piece.disk.DiskTier;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier: units of verified bytes, and one load in flight for all who ask for a unit. Below it there may be a disk tier.
 *
 * <p>The least recently used unit is the first to go. Those that were hashed and never asked for are spared in up to half of the
 * memory: whoever was given a piece trades it on, but nobody has these yet. A unit that is pushed out while it is still being sent
 * stays findable until its last slice is gone, so that no byte is in memory twice. What comes mapped from the disk is not kept here.
 * Guarded by its own monitor, which is never held while a load is started or somebody is answered.
 */
public final class PieceCache implements AutoCloseable {

    /** Names a unit: the {@code index}-th one of whatever {@code owner} stands for. */
    record Key(Object owner, int index) {}

    private static final class Entry {
        private final List<CompletableFuture<FetchUnit>> askers = new ArrayList<>();
        private @Nullable FetchUnit unit;
        private boolean held;
        /** Put here by whoever hashed it, and not asked for since. */
        private boolean fresh;
    }

    /** What was read ahead and is not asked for within this time is not waited for any more. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final PieceMemory memory;
    private final Optional<DiskTier> disk;
    private final ReadAhead ahead;
    private long freshBytes;
    private boolean closed;

    /** A cache that keeps its units in {@code memory}, and lets go of them when others need it. */
    public PieceCache(PieceMemory memory) {
        this(memory, Optional.empty());
    }

    /** A cache with a disk tier, which it closes. */
    PieceCache(PieceMemory memory, Optional<DiskTier> disk) {
        this.memory = memory;
        this.disk = disk;
        this.ahead = new ReadAhead(memory.bound(), AHEAD);
        memory.onShortage(this::evict);
    }

    /**
     * A cache of so many bytes of memory, and perhaps a disk tier.
     *
     * @throws IOException with a text for the user, when the folder of the disk tier is in use or cannot be used
     */
    public static PieceCache open(long memory, Optional<DiskCacheConfig> disk) throws IOException {
        PieceMemory bounded = new PieceMemory(memory);
        return disk.isEmpty()
                ? new PieceCache(bounded)
                : new PieceCache(bounded, Optional.of(DiskTier.open(disk.get(), memory / 4, Clock.systemUTC())));
    }

    /** A cache with no room, for those who read without serving. */
    public static PieceCache none() {
        return new PieceCache(new PieceMemory(1));
    }

    PieceMemory memory() {
        return memory;
    }

    /** True when the process can hold a piece, which is read as a whole before it is served; it may be longer than the cache. */
    public static boolean canHold(PieceLayout pieces) {
        return Math.min(pieces.pieceLength(), pieces.objectLength()) <= PieceMemory.longest();
    }

    Optional<DiskTier> disk() {
        return disk;
    }

    /** What is fetched before somebody takes it. */
    ReadAhead ahead() {
        return ahead;
    }

    /** How pieces are grouped, given how much can be kept here. */
    UnitLayout layout(PieceLayout pieces) {
        return UnitLayout.of(
                pieces, Math.max(memory.bound(), disk.map(DiskTier::bound).orElse(0L)));
    }

    /**
     * The unit from memory, or from a load that is on its way, or else from {@code load}.
     *
     * <p>Each asker gets a retained unit of its own.
     */
    CompletableFuture<FetchUnit> get(Key key, Function<Key, CompletableFuture<FetchUnit>> load) {
        CompletableFuture<FetchUnit> asker = new CompletableFuture<>();
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry != null && entry.unit != null && entry.unit.tryRetain()) {
                noLongerFresh(entry);
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
        start(key, load);
        return asker;
    }

    /** Whatever comes of it, those who ask are answered, and may ask again. */
    private void start(Key key, Function<Key, CompletableFuture<FetchUnit>> load) {
        try {
            CompletableFuture<FetchUnit> unused =
                    load.apply(key).whenComplete((unit, error) -> loaded(key, unit, error));
        } catch (RuntimeException | Error e) { // an OutOfMemoryError, for one
            loaded(key, null, e);
        }
    }

    /** True for a unit that is in memory or on its way there. It counts for no use of it. */
    synchronized boolean contains(Key key) {
        return entries.containsKey(key);
    }

    /** Puts a unit that was loaded for another reason; it is dropped when one is there or on its way. Takes over the buffer. */
    void put(Key key, FetchUnit unit) {
        if (!keep(key, unit)) {
            unit.buffer().release();
        } else if (memory.waiting() > 0) {
            evict(unit.buffer().capacity());
        }
    }

    private synchronized boolean keep(Key key, FetchUnit unit) {
        if (closed || entries.containsKey(key)) {
            return false;
        }
        Entry entry = new Entry();
        entry.unit = unit;
        entry.held = true;
        entry.fresh = true;
        freshBytes += unit.buffer().capacity();
        entries.put(key, entry);
        return true;
    }

    /**
     * Gives a unit that is here another name; drops it when there is none, or another unit has it. One that is on its way is left alone.
     */
    void rename(Key from, Optional<Key> to) {
        FetchUnit dropped = null;
        synchronized (this) {
            Entry entry = entries.get(from);
            if (entry == null || entry.unit == null) {
                return;
            }
            entries.remove(from);
            if (to.isPresent() && !entries.containsKey(to.get())) {
                entries.put(to.get(), entry);
            } else if (entry.held) {
                noLongerFresh(entry);
                dropped = entry.unit;
            }
        }
        if (dropped != null) {
            dropped.buffer().release();
        }
    }

    /** A buffer to fill for {@link #put}, if there is room without pushing anything out. */
    Optional<ByteBuf> spareBuffer(int length) {
        return memory.tryReserve(length);
    }

    private void loaded(Key key, @Nullable FetchUnit unit, @Nullable Throwable error) {
        List<CompletableFuture<FetchUnit>> askers;
        synchronized (this) {
            Entry entry = entries.get(key);
            if (entry == null) {
                throw new IllegalStateException("loaded, but nobody asked: " + key);
            }
            askers = List.copyOf(entry.askers);
            entry.askers.clear();
            if (unit != null) {
                unit.buffer().retain(askers.size());
            }
            if (unit != null && unit.inMemory()) {
                entry.unit = unit;
                entry.held = true;
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

    /**
     * Lets go of at least {@code bytes}: units nobody is sending first, then others, whose memory follows their last slice, and what
     * was read ahead last, as nobody knows when it will be asked for.
     */
    private void evict(long bytes) {
        List<FetchUnit> out = new ArrayList<>();
        Set<Key> aside = ahead.held();
        synchronized (this) {
            long rest = bytes - dropGone();
            rest = pick(rest, (key, entry) -> isIdle(entry) && !isSpared(entry), out);
            rest = pick(rest, (key, entry) -> isIdle(entry), out);
            rest = pick(rest, (key, entry) -> !aside.contains(key), out);
            pick(rest, (key, entry) -> true, out);
        }
        out.forEach(unit -> unit.buffer().release());
    }

    private static boolean isIdle(Entry entry) {
        return entry.unit != null && entry.unit.buffer().refCnt() == 1;
    }

    private boolean isSpared(Entry entry) {
        return entry.fresh && freshBytes <= memory.bound() / 2;
    }

    private void noLongerFresh(Entry entry) {
        if (entry.fresh && entry.unit != null) {
            entry.fresh = false;
            freshBytes -= entry.unit.buffer().capacity();
        }
    }

    /** Drops the entries whose last slice is gone; returns the bytes of those that will go without further doing. */
    private long dropGone() {
        long leaving = 0;
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            FetchUnit unit = entry.unit;
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

    /** Takes the least recently used of those that may go; an idle one is gone with that. */
    private long pick(long bytes, BiPredicate<Key, Entry> mayGo, List<FetchUnit> out) {
        long rest = bytes;
        Iterator<Map.Entry<Key, Entry>> oldestFirst = entries.entrySet().iterator();
        while (rest > 0 && oldestFirst.hasNext()) {
            Map.Entry<Key, Entry> oldest = oldestFirst.next();
            Entry entry = oldest.getValue();
            FetchUnit unit = entry.unit;
            if (unit == null || !entry.held || !mayGo.test(oldest.getKey(), entry)) {
                continue;
            }
            noLongerFresh(entry);
            entry.held = false;
            out.add(unit);
            rest -= unit.buffer().capacity();
            if (isIdle(entry)) {
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
        ahead.close();
        disk.ifPresent(DiskTier::close);
        evict(Long.MAX_VALUE);
        memory.close();
    }
}
