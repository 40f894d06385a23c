package io.s3torrent.seeder.bt;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one peer may keep of our memory: {@link #OPEN} blocks being read or waiting to be sent; the requests beyond wait as a
 * few numbers, and there are at most {@link #WAITING} of them. Safe for use by many threads; reads start outside the lock.
 */
final class PeerWindow {
    static final int OPEN = 256;
    static final int WAITING = 8192;

    private final Set<BlockRequest> open = new HashSet<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(BlockRequest block, Runnable read) {}

    /** Runs {@code read} now or when others have ended; false when the peer asks for too much. */
    boolean start(BlockRequest block, Runnable read) {
        synchronized (this) {
            if (open.size() >= OPEN && !open.contains(block)) {
                return waiting.size() < WAITING && waiting.add(new Waiting(block, read));
            }
            open.add(block);
        }
        read.run();
        return true;
    }

    /** A block was sent, or never will be. */
    void end(BlockRequest block) {
        Runnable next = next(block);
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next(BlockRequest ended) {
        if (!open.remove(ended) || waiting.isEmpty()) {
            return null;
        }
        Waiting next = waiting.remove();
        open.add(next.block());
        return next.read();
    }
}
