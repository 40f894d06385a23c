package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/**
 * All direct memory that pieces may take: cached, in flight, and still being sent, counted together against one bound.
 *
 * <p>A buffer counts from the moment it is given out until its last slice is released. Freed memory is kept for the next buffer
 * of the same size, within the same bound. When it is full, those who ask wait in line; a buffer larger than the whole bound is
 * given out when nothing else is. Guarded by its own monitor, which is never held while others are called.
 */
public final class PieceMemory implements AutoCloseable {
    private static final int MAX_WAITERS = 100_000;

    private record Waiter(int length, CompletableFuture<ByteBuf> promise) {}

    private final ByteBufAllocator allocator;
    private final long bound;
    private final Map<Integer, ArrayDeque<ByteBuf>> spare = new HashMap<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private LongConsumer makeRoom = bytes -> {};
    private long waitingBytes;
    private long used;
    private long spared;
    private boolean closed;

    /** A memory of {@code bound} bytes. */
    public PieceMemory(long bound) {
        // Deterministic free and no zeroing; leaks are seen by used(), not by sampling.
        this(bound, new UnpooledByteBufAllocator(true, true));
    }

    /** The same, of buffers that {@code allocator} makes. */
    PieceMemory(long bound, ByteBufAllocator allocator) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: >= 1)");
        }
        this.bound = bound;
        this.allocator = allocator;
    }

    /** Names who is asked to let go of so many bytes when somebody waits. */
    synchronized void onShortage(LongConsumer cache) {
        makeRoom = cache;
    }

    /** Bytes of the longest buffer that this process can have: all direct memory that the JVM allows, but a quarter for sockets. */
    static long longest() {
        return PlatformDependent.maxDirectMemory() / 4 * 3;
    }

    /** The bound in bytes. */
    public long bound() {
        return bound;
    }

    /** Bytes given out and not yet released. */
    public synchronized long used() {
        return used;
    }

    /** Those who wait for memory. */
    public synchronized int waiting() {
        return waiters.size();
    }

    /** An empty buffer of {@code length} bytes at once, or nothing when that would pass the bound or the line. */
    Optional<ByteBuf> tryReserve(int length) {
        synchronized (this) {
            return waiters.isEmpty() && !closed && used + length <= bound
                    ? Optional.of(take(length))
                    : Optional.empty();
        }
    }

    /**
     * An empty buffer of {@code length} bytes as soon as there is room, first come first served.
     *
     * <p>Completes exceptionally when too many wait already, on {@link #close()}, or when the process has no more memory then.
     */
    CompletableFuture<ByteBuf> reserve(int length) {
        CompletableFuture<ByteBuf> promise = new CompletableFuture<>();
        LongConsumer cache;
        long shortage;
        synchronized (this) {
            if (closed || waiters.size() >= MAX_WAITERS) {
                promise.completeExceptionally(new RejectedExecutionException("piece memory: closed, or too many wait"));
                return promise;
            }
            if (waiters.isEmpty() && fits(length)) {
                promise.complete(take(length)); // nobody hears of it yet
                return promise;
            }
            waiters.add(new Waiter(length, promise));
            waitingBytes += length;
            cache = makeRoom;
            shortage = used + waitingBytes - bound;
        }
        if (shortage > 0) {
            cache.accept(shortage);
        }
        serveWaiters();
        return promise;
    }

    /**
     * Has {@code freed} run when the last slice of a buffer is released, before its memory goes to a waiter.
     *
     * @param buffer from this class; the caller holds it
     */
    static void onFreed(ByteBuf buffer, Runnable freed) {
        ((PieceBuffer) buffer).freed = freed;
    }

    private void release(ByteBuf region) {
        synchronized (this) {
            used -= region.capacity();
            if (closed || used + spared + region.capacity() > bound) {
                region.release();
            } else {
                spared += region.capacity();
                spare.computeIfAbsent(region.capacity(), size -> new ArrayDeque<>())
                        .push(region);
            }
        }
        serveWaiters();
    }

    /** Serves the line outside of the monitor: what is done with a buffer is nobody's business here. */
    private void serveWaiters() {
        List<Runnable> served = new ArrayList<>();
        synchronized (this) {
            for (Waiter next = waiters.peek(); next != null && fits(next.length()); next = waiters.peek()) {
                waiters.remove();
                waitingBytes -= next.length();
                served.add(served(next));
            }
        }
        served.forEach(Runnable::run);
    }

    /** How a waiter that is not in line any more gets what there is for it. */
    private Runnable served(Waiter waiter) {
        CompletableFuture<ByteBuf> promise = waiter.promise();
        ByteBuf buffer;
        try {
            buffer = take(waiter.length());
        } catch (OutOfMemoryError e) { // of direct memory, which others in this process take, too
            return () -> promise.completeExceptionally(e);
        }
        return () -> {
            if (!promise.complete(buffer)) {
                buffer.release();
            }
        };
    }

    private boolean fits(int length) {
        return !closed && (used + length <= bound || used == 0);
    }

    /** Counts it once it is there: who gets none gives none back. */
    private ByteBuf take(int length) {
        ByteBuf buffer = new PieceBuffer(region(length));
        used += length;
        return buffer;
    }

    private ByteBuf region(int length) {
        ArrayDeque<ByteBuf> same = spare.get(length);
        if (same != null && !same.isEmpty()) {
            spared -= length;
            return same.pop();
        }
        dropSpareBeyond(Math.max(0, bound - used - length));
        return allocator.directBuffer(length, length);
    }

    private void dropSpareBeyond(long limit) {
        for (ArrayDeque<ByteBuf> regions : spare.values()) {
            while (spared > limit && !regions.isEmpty()) {
                spared -= regions.peek().capacity();
                regions.pop().release();
            }
        }
    }

    /** Refuses whoever waits and frees what is spare; buffers still out are freed when they are released. */
    @Override
    public void close() {
        List<Waiter> refused;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiters);
            waiters.clear();
            waitingBytes = 0;
            dropSpareBeyond(0);
        }
        refused.forEach(waiter ->
                waiter.promise().completeExceptionally(new RejectedExecutionException("piece memory: closed")));
    }

    /**
     * A buffer over a region of this memory, which gets the region back with the last release. Without sun.misc.Unsafe, which Netty
     * leaves alone from JDK 25 on.
     */
    private final class PieceBuffer extends UnpooledDirectByteBuf {
        private final ByteBuf region;
        /** Written by a holder, before its own release. */
        private volatile Runnable freed = () -> {};

        PieceBuffer(ByteBuf region) {
            super(allocator, region.internalNioBuffer(0, region.capacity()), region.capacity());
            this.region = region;
            clear();
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            freed.run();
            PieceMemory.this.release(region);
        }
    }
}
