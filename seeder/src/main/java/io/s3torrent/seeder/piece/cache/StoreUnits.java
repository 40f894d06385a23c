package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads units from the store. Each unit takes one GET, or adjacent units that wait for a thread share one GET.
 *
 * <p>A free thread takes the unit that waited longest, and its waiting neighbours with it. A seeder with free threads never delays a unit
 * to join it with another. The map of waiting units is guarded by its monitor.
 */
final class StoreUnits implements UnitSource {
    private static final Logger LOG = LoggerFactory.getLogger(StoreUnits.class);

    /** The most bytes of a joined GET: as many as the hasher reads at a time. */
    private static final long MAX_JOINED = 8 << 20;

    private final ObjectReader store;
    private final Executor threads;
    private final MemoryShare memory;
    private final UnitLayout units;
    private final PieceHashes hashes;
    private final NavigableMap<Integer, UnitFetch> waiting = new TreeMap<>();

    StoreUnits(ObjectReader store, Executor threads, PieceMemory memory, UnitLayout units, PieceHashes hashes) {
        this.store = store;
        this.threads = threads;
        this.memory = new MemoryShare(memory);
        this.units = units;
        this.hashes = hashes;
    }

    @Override
    public CompletableFuture<FetchUnit> load(int unit) {
        int length = (int) units.range(unit).length();
        return memory.reserve(length)
                .thenCompose(buffer -> enqueue(unit, buffer))
                .whenComplete((loaded, error) -> memory.ended(length));
    }

    private CompletableFuture<FetchUnit> enqueue(int unit, ByteBuf buffer) {
        UnitFetch fetch = new UnitFetch(unit, buffer);
        synchronized (waiting) {
            waiting.put(unit, fetch);
        }
        try {
            threads.execute(() -> fetch(unit));
        } catch (RejectedExecutionException e) {
            takeRun(unit).forEach(waiter -> waiter.fail(e));
        }
        return fetch.promise();
    }

    private void fetch(int unit) {
        List<UnitFetch> run = takeRun(unit);
        if (!run.isEmpty()) { // empty when a neighbour's read included it
            new CoalescedRead(run).run();
        }
    }

    /** Removes a waiting unit, and as many waiting units before and after it as one GET may contain. */
    private List<UnitFetch> takeRun(int unit) {
        Deque<UnitFetch> run = new ArrayDeque<>();
        synchronized (waiting) {
            long room = MAX_JOINED;
            UnitFetch next = waiting.remove(unit);
            for (int at = unit; next != null; next = takeIfFits(++at, room)) {
                run.addLast(next);
                room -= next.range().length();
            }
            next = run.isEmpty() ? null : takeIfFits(unit - 1, room);
            for (int at = unit - 1; next != null; next = takeIfFits(--at, room)) {
                run.addFirst(next);
                room -= next.range().length();
            }
        }
        return new ArrayList<>(run);
    }

    private @Nullable UnitFetch takeIfFits(int unit, long room) {
        UnitFetch fetch = waiting.get(unit);
        return fetch != null && fetch.range().length() <= room ? waiting.remove(unit) : null;
    }

    /**
     * Reads adjacent units with one pinned ranged GET (per object). Each unit completes as soon as its own bytes are there.
     *
     * <p>Wrong bytes may be a transmission error. So a wrong unit, and only that unit, is fetched once more before its pieces count as bad.
     * For use by one thread, once.
     */
    private final class CoalescedRead implements ByteSink {
        private final ByteRange range;
        private final Deque<UnitFetch> missing;
        private final List<UnitFetch> wrong = new ArrayList<>();

        /** Makes a read of {@code run}, which is in the order of the content and has no gaps. */
        CoalescedRead(List<UnitFetch> run) {
            this.missing = new ArrayDeque<>(run);
            this.range = new ByteRange(
                    missing.getFirst().range().start(),
                    missing.getLast().range().end());
        }

        /** Reads the range, and completes every unit with its bytes or with an error. */
        void run() {
            try {
                units.content().read(store, range, this);
            } catch (ObjectException | RuntimeException e) {
                missing.forEach(fetch -> fetch.fail(e));
            }
            wrong.forEach(this::fetchAgain);
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                UnitFetch next = missing.element();
                int step = Math.min(next.missing(), end - at);
                next.accept(chunk, at, step);
                at += step;
                if (next.missing() == 0) {
                    arrived(missing.remove());
                }
            }
        }

        private void arrived(UnitFetch fetch) {
            if (fetch.isRight()) {
                fetch.deliver();
            } else {
                wrong.add(fetch);
            }
        }

        private void fetchAgain(UnitFetch fetch) {
            LOG.atWarn()
                    .addKeyValue("infoHash", hashes.infoHash())
                    .addKeyValue("range", fetch.range())
                    .log("the bytes from the store do not match the torrent's hashes; fetching them again");
            fetch.restart();
            try {
                units.content().read(store, fetch.range(), fetch);
            } catch (ObjectException | RuntimeException e) {
                fetch.fail(e);
                return;
            }
            if (!fetch.isRight()) {
                LOG.atError()
                        .addKeyValue("infoHash", hashes.infoHash())
                        .addKeyValue("object", units.content())
                        .addKeyValue("range", fetch.range())
                        .log("the object's bytes do not match the torrent's hashes; these pieces are not served");
            }
            fetch.deliver();
        }
    }

    /** A unit that is being fetched from the store into its own buffer. For use by one thread at a time. */
    private final class UnitFetch implements ByteSink {
        private final int unit;
        private final ByteBuf buffer;
        private final CompletableFuture<FetchUnit> promise = new CompletableFuture<>();
        private final BitSet bad = new BitSet();
        private PieceHasher verifier;

        /** Takes over the buffer, which has the length of the unit. */
        UnitFetch(int unit, ByteBuf buffer) {
            this.unit = unit;
            this.buffer = buffer;
            this.verifier = verifier();
        }

        private PieceHasher verifier() {
            return PieceHasher.verifier(hashes, units.firstPiece(unit), units.pieceCount(unit), bad);
        }

        ByteRange range() {
            return units.range(unit);
        }

        CompletableFuture<FetchUnit> promise() {
            return promise;
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            buffer.writeBytes(chunk, offset, length);
            verifier.accept(chunk, offset, length);
        }

        int missing() {
            return buffer.writableBytes();
        }

        boolean isRight() {
            return bad.isEmpty();
        }

        /** Discards the bytes, which are read again. */
        void restart() {
            buffer.clear();
            verifier = verifier();
        }

        /** Completes the unit with its bytes; wrong pieces are marked as bad. */
        void deliver() {
            promise.complete(FetchUnit.inMemory(buffer, bad));
        }

        void fail(Throwable reason) {
            buffer.release();
            promise.completeExceptionally(reason);
        }
    }
}
