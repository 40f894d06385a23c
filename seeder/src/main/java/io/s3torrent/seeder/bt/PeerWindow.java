package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.piece.PieceLayout;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the memory that one peer can occupy: {@link #OPEN} blocks that are being read or sent. Further requests, at most {@link #WAITING},
 * wait as a few numbers each. Thread-safe; reads start outside the lock.
 */
final class PeerWindow {
    static final int OPEN = 256;
    static final int WAITING = 8192;

    private final Set<BlockRequest> open = new HashSet<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(BlockRequest block, Runnable read) {}

    /** Runs {@code read} now, or when other blocks have ended. Returns false if the peer has too many requests. */
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

    /** Notes that a block was sent, or will never be sent. */
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

    /** The block that a REQUEST asks for. Its numbers come from a peer and are unchecked until {@link #isWithin} returns true. */
    record BlockRequest(int piece, int offset, int length) {
        /** The longest block that is served, as in other clients. */
        static final int MAX_LENGTH = 128 << 10;

        boolean isWithin(PieceLayout layout) {
            return piece >= 0
                    && piece < layout.pieceCount()
                    && offset >= 0
                    && length > 0
                    && length <= MAX_LENGTH
                    && offset <= layout.length(piece) - length;
        }
    }
}
