package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/**
 * Limits the direct memory for pieces: cached pieces, pieces in flight, and pieces still being sent.
 *
 * <p>A buffer counts from its allocation until its last slice is released. Freed memory is kept for the next buffer of the same size,
 * within the same limit. When the memory is full, callers wait in a queue. A buffer larger than the whole limit is allocated when no other
 * buffer is in use.
 *
 * <p>A slow read may keep its buffer for minutes, and the first waiter may need that memory. Until such a buffer is released, shorter
 * waiters get the memory that the first one cannot use. From then on, the first waiter is served before all others. Guarded by its own
 * monitor, which is never held while callbacks run.
 */
public final class PieceMemory implements AutoCloseable {
    private static final int MAX_WAITERS = 100_000;
    /** How many waiters behind the first one may get memory before it. A longer search would take too long under the monitor. */
    private static final int MAX_BEHIND_FIRST = 64;

    private record Waiter(int length, CompletableFuture<ByteBuf> promise) {}

    private final ByteBufAllocator allocator;
    private final long bound;
    private final Map<Integer, ArrayDeque<ByteBuf>> spare = new HashMap<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private LongConsumer makeRoom = bytes -> {};
    private long waitingBytes;
    /** Numbers the buffers. */
    private long allocated;
    /** The value of {@code allocated} when the first waiter came to the front of the queue. */
    private long allocatedBeforeFirst;
    /** Bytes of buffers that are in use since before the first waiter came to the front. */
    private long inUseBeforeFirst;

    private long used;
    private long spared;
    private boolean closed;

    /** Makes a memory of {@code bound} bytes. */
    public PieceMemory(long bound) {
        // Deterministic release and no zeroing; used() shows leaks without sampling.
        this(bound, new UnpooledByteBufAllocator(true, true));
    }

    /** Makes a memory whose buffers come from {@code allocator}. */
    PieceMemory(long bound, ByteBufAllocator allocator) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: >= 1)");
        }
        this.bound = bound;
        this.allocator = allocator;
    }

    /** Sets the callback that is asked to release a number of bytes when a caller must wait. */
    synchronized void onShortage(LongConsumer cache) {
        makeRoom = cache;
    }

    /** The longest buffer that this process can allocate: three quarters of the JVM's direct memory; the rest is for sockets. */
    static long longest() {
        return PlatformDependent.maxDirectMemory() / 4 * 3;
    }

    /** The limit in bytes. */
    public long bound() {
        return bound;
    }

    /** Bytes that were allocated and not yet released. */
    public synchronized long used() {
        return used;
    }

    /** The number of callers that wait for memory. */
    public synchronized int waiting() {
        return waiters.size();
    }

    /** Returns an empty buffer of {@code length} bytes; nothing when that would exceed the limit or overtake waiting callers. */
    Optional<ByteBuf> tryReserve(int length) {
        synchronized (this) {
            return waiters.isEmpty() && !closed && used + length <= bound
                    ? Optional.of(take(length))
                    : Optional.empty();
        }
    }

    /**
     * Completes with an empty buffer of {@code length} bytes as soon as there is room, in order of arrival except as the class says.
     *
     * <p>Fails when too many callers already wait, on {@link #close()}, or when the process is out of direct memory.
     */
    CompletableFuture<ByteBuf> reserve(int length) {
        CompletableFuture<ByteBuf> promise = new CompletableFuture<>();
        LongConsumer cache;
        long shortage;
        synchronized (this) {
            if (closed || waiters.size() >= MAX_WAITERS) {
                promise.completeExceptionally(
                        new RejectedExecutionException("piece memory: closed, or too many waiting requests"));
                return promise;
            }
            if (waiters.isEmpty() && fits(length)) {
                promise.complete(take(length)); // no dependent stage can run, because no caller has the promise yet
                return promise;
            }
            waiters.add(new Waiter(length, promise));
            if (waiters.size() == 1) {
                newFirst();
            }
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
     * Runs {@code freed} when the last slice of a buffer is released, before its memory goes to a waiter.
     *
     * @param buffer from this class; the caller holds it
     */
    static void onFreed(ByteBuf buffer, Runnable freed) {
        ((PieceBuffer) buffer).freed = freed;
    }

    private void release(ByteBuf region, long number) {
        synchronized (this) {
            used -= region.capacity();
            if (number < allocatedBeforeFirst) {
                inUseBeforeFirst -= region.capacity();
            }
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

    /** Serves waiting callers. Their futures complete outside the monitor, because dependent code may do anything. */
    private void serveWaiters() {
        List<Runnable> served = new ArrayList<>();
        synchronized (this) {
            for (Waiter next = waiters.peek(); next != null && fits(next.length()); next = waiters.peek()) {
                waiters.remove();
                served.add(served(next));
                newFirst();
            }
            serveBehindFirst(served);
        }
        served.forEach(Runnable::run);
    }

    private void newFirst() {
        allocatedBeforeFirst = allocated;
        inUseBeforeFirst = used;
    }

    private void serveBehindFirst(List<Runnable> served) {
        Iterator<Waiter> line = waiters.iterator();
        if (closed
                || !line.hasNext()
                || inUseBeforeFirst == 0
                || inUseBeforeFirst + line.next().length() <= bound) {
            return; // the first waiter does not wait for an old buffer
        }
        for (int i = 0; i < MAX_BEHIND_FIRST && used < bound && line.hasNext(); i++) {
            Waiter next = line.next();
            if (used + next.length() <= bound) {
                line.remove();
                served.add(served(next));
            }
        }
    }

    /** Allocates for a waiter that was removed from the queue, and returns the step that completes its future. */
    private Runnable served(Waiter waiter) {
        CompletableFuture<ByteBuf> promise = waiter.promise();
        waitingBytes -= waiter.length();
        ByteBuf buffer;
        try {
            buffer = take(waiter.length());
        } catch (OutOfMemoryError e) { // out of direct memory, which other code of this process uses as well
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

    /** Allocates and then counts a buffer, so that a failed allocation is not counted. */
    private ByteBuf take(int length) {
        ByteBuf buffer = new PieceBuffer(region(length), allocated++);
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

    /** Rejects all waiting callers and frees the spare memory. Buffers in use are freed when they are released. */
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
     * A buffer over a region of this memory. The region returns to the memory with the last release. It avoids sun.misc.Unsafe, which Netty
     * does not use from JDK 25 on.
     */
    private final class PieceBuffer extends UnpooledDirectByteBuf {
        private final ByteBuf region;
        private final long number;
        /** Set by a holder before it releases the buffer. */
        private volatile Runnable freed = () -> {};

        PieceBuffer(ByteBuf region, long number) {
            super(allocator, region.internalNioBuffer(0, region.capacity()), region.capacity());
            this.region = region;
            this.number = number;
            clear();
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            freed.run();
            PieceMemory.this.release(region, number);
        }
    }
}
