package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
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
 * Units straight from the store: a GET each, or one for all that lie side by side when they have to wait for a thread anyway.
 *
 * <p>A thread that comes free takes the unit that waited longest, and its waiting neighbours along; a seeder with threads to spare
 * never delays a unit for the sake of another. Those who wait are guarded by their map's monitor.
 */
final class StoreUnits implements UnitSource {
    private static final Logger LOG = LoggerFactory.getLogger(StoreUnits.class);

    /** Bytes of a joined GET, at most: as many as the hasher reads at a time. */
    private static final long MAX_JOINED = 8 << 20;

    private final ObjectReader store;
    private final Executor threads;
    private final PieceMemory memory;
    private final UnitLayout units;
    private final PieceHashes hashes;
    private final NavigableMap<Integer, UnitFetch> waiting = new TreeMap<>();

    StoreUnits(ObjectReader store, Executor threads, PieceMemory memory, UnitLayout units, PieceHashes hashes) {
        this.store = store;
        this.threads = threads;
        this.memory = memory;
        this.units = units;
        this.hashes = hashes;
    }

    @Override
    public CompletableFuture<FetchUnit> load(int unit) {
        return memory.reserve((int) units.range(unit).length()).thenCompose(buffer -> enqueue(unit, buffer));
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
        if (!run.isEmpty()) { // else a neighbour took it along
            new CoalescedRead(run).run();
        }
    }

    /** Takes a unit that waits, and as many waiting ones before and behind it as one GET may bring. */
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
     * Units that lie side by side, read by one pinned ranged GET (per object); each is answered as soon as its own bytes are there.
     *
     * <p>Wrong bytes may be an accident of the way, so their unit, and no other, is fetched once more before its pieces count as bad.
     * For one thread, once.
     */
    private final class CoalescedRead implements ByteSink {
        private final ByteRange range;
        private final Deque<UnitFetch> missing;
        private final List<UnitFetch> wrong = new ArrayList<>();

        /** A read of {@code run}, which is in the order of the content and without gaps. */
        CoalescedRead(List<UnitFetch> run) {
            this.missing = new ArrayDeque<>(run);
            this.range = new ByteRange(
                    missing.getFirst().range().start(),
                    missing.getLast().range().end());
        }

        /** Reads, and answers everybody, rightly or with the reason why not. */
        void run() {
            try {
                units.content().read(store, range, this);
            } catch (ObjectException | RuntimeException e) {
                missing.forEach(fetch -> fetch.fail(e));
            }
            wrong.forEach(this::again);
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

        private void again(UnitFetch fetch) {
            LOG.atWarn()
                    .addKeyValue("infoHash", hashes.infoHash())
                    .addKeyValue("range", fetch.range())
                    .log("wrong bytes, fetched again");
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
                        .log("the object does not have the bytes that the torrent names; these pieces are not served");
            }
            fetch.deliver();
        }
    }

    /** One unit on its way from the store into a buffer of its own. For one thread at a time. */
    private final class UnitFetch implements ByteSink {
        private final int unit;
        private final ByteBuf buffer;
        private final CompletableFuture<FetchUnit> promise = new CompletableFuture<>();
        private final BitSet bad = new BitSet();
        private PieceHasher verifier;

        /** Takes over the buffer, which is as long as the unit. */
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

        /** Forgets the bytes: they come again. */
        void restart() {
            buffer.clear();
            verifier = verifier();
        }

        /** Answers with what came; wrong pieces are named as such. */
        void deliver() {
            promise.complete(FetchUnit.inMemory(buffer, bad));
        }

        void fail(Throwable reason) {
            buffer.release();
            promise.completeExceptionally(reason);
        }
    }
}
