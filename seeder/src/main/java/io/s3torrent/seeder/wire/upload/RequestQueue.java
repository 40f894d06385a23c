package io.s3torrent.seeder.wire.upload;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the blocks that one peer has requested and not received, in the order in which they are sent.
 *
 * <p>Requests are grouped by piece. At most {@value #MAX_OPEN} pieces are open at a time, because each keeps its bytes in memory; requests
 * for further pieces wait. When all requested blocks of an open piece are sent, the piece rests for a while unless another piece
 * needs its place: if it were closed, the peer's next requests could make us read it again. This class performs no I/O; its
 * owner sends the blocks that {@link #ready} returns.
 */
public final class RequestQueue {
    static final int MAX_OPEN = 4;

    /** A piece with requests; its bytes are absent until they are loaded. */
    public static final class OpenPiece {
        public final int piece;
        private final BlockRing blocks = new BlockRing();
        private @Nullable ByteBuf bytes;
        private long sent;
        private long restsSince;

        private OpenPiece(int piece) {
            this.piece = piece;
        }

        /** Takes the piece's bytes. {@link RequestQueue#close} releases them. */
        public void loaded(ByteBuf loaded) {
            bytes = loaded;
        }

        /** The bytes of a piece that {@link RequestQueue#ready} returned. */
        public ByteBuf bytes() {
            if (bytes == null) {
                throw new IllegalStateException("piece " + piece + " is not loaded");
            }
            return bytes;
        }

        /** Counts bytes of this piece that were sent. */
        public void sent(int length) {
            sent += length;
        }

        private void letGo() {
            if (bytes != null) {
                bytes.release();
                bytes = null;
            }
        }

        private boolean isResting() {
            return bytes != null && blocks.isEmpty() && sent > 0;
        }

        /** The requested blocks, oldest first, without cancelled ones. */
        public BlockRing blocks() {
            return blocks;
        }
    }

    private final List<OpenPiece> open = new ArrayList<>(MAX_OPEN);
    private final BlockRing waiting = new BlockRing();
    private final Consumer<OpenPiece> loader;

    /** Creates a queue. Its {@code loader} may deliver a piece at once. */
    public RequestQueue(Consumer<OpenPiece> loader) {
        this.loader = loader;
    }

    /** Requests that are neither sent nor cancelled. */
    public int size() {
        int size = waiting.size();
        for (OpenPiece piece : open) {
            size += piece.blocks.size();
        }
        return size;
    }

    /** Adds a request. The caller has checked that the block lies within its piece. */
    public void add(int piece, int begin, int length) {
        if (!waiting.isEmpty() || !admit(piece, begin, length)) {
            OpenPiece known = find(piece);
            (known == null ? waiting : known.blocks).add(piece, begin, length);
        }
    }

    /** True if the piece is open: its blocks wait only for its bytes. */
    public boolean isOpen(int piece) {
        return find(piece) != null;
    }

    /** Removes one request. Returns false if there is no such request. */
    public boolean cancel(int piece, int begin, int length) {
        OpenPiece known = find(piece);
        if (known != null && known.blocks.remove(piece, begin, length)) {
            admitWaiting(); // it may have been the piece's only block
            return true;
        }
        return waiting.remove(piece, begin, length);
    }

    /** Returns the first open piece that is loaded and does not rest. It has at least one block, or must be closed. */
    public @Nullable OpenPiece ready() {
        for (OpenPiece piece : open) {
            if (piece.bytes != null && !piece.isResting()) {
                return piece;
            }
        }
        return null;
    }

    /**
     * Call this when all requested blocks of a piece are sent. Closes a piece that was sent whole; otherwise it rests. True if it rests.
     */
    public boolean rest(OpenPiece piece, int length, long now) {
        if (piece.sent >= length) {
            close(piece);
            return false;
        }
        piece.restsSince = now;
        admitWaiting();
        return piece.isResting();
    }

    /** Closes the pieces that have rested since {@code then} or earlier. Returns true if other pieces still rest. */
    public boolean endRests(long then) {
        open.stream()
                .filter(piece -> piece.isResting() && piece.restsSince - then <= 0)
                .toList()
                .forEach(this::close);
        return open.stream().anyMatch(OpenPiece::isResting);
    }

    /** Closes a piece: releases its bytes and opens a waiting piece in its place. */
    public void close(OpenPiece piece) {
        open.remove(piece);
        piece.letGo();
        admitWaiting();
    }

    /** Drops all requests; {@code taker} must empty each ring. Pieces that are being loaded stay open until they are loaded. */
    public void forget(Consumer<BlockRing> taker) {
        open.forEach(piece -> taker.accept(piece.blocks));
        taker.accept(waiting);
    }

    /** Drops all requests and releases all bytes. */
    public void clear() {
        waiting.clear();
        for (OpenPiece piece : List.copyOf(open)) {
            close(piece);
        }
    }

    /** Opens waiting pieces while there is room. Resting pieces give up their places. */
    private void admitWaiting() {
        while (!waiting.isEmpty() && admit(waiting.piece(), waiting.begin(), waiting.length())) {
            waiting.removeFirst();
        }
    }

    /** Adds a block to an open piece, or opens its piece. Returns false if the piece cannot be opened now. */
    private boolean admit(int piece, int begin, int length) {
        OpenPiece known = find(piece);
        if (known == null && open.size() == MAX_OPEN && !dropResting()) {
            return false;
        }
        OpenPiece target = known == null ? new OpenPiece(piece) : known;
        target.blocks.add(piece, begin, length);
        if (known == null) {
            open.add(target);
            loader.accept(target);
        }
        return true;
    }

    /** Closes one resting piece to make room. */
    private boolean dropResting() {
        Optional<OpenPiece> resting = open.stream().filter(OpenPiece::isResting).findFirst();
        resting.ifPresent(piece -> {
            open.remove(piece);
            piece.letGo();
        });
        return resting.isPresent();
    }

    private @Nullable OpenPiece find(int piece) {
        for (OpenPiece candidate : open) {
            if (candidate.piece == piece) {
                return candidate;
            }
        }
        return null;
    }

    /** A queue of blocks (piece, begin, length) in one int array: thousands of requests create no objects. */
    public static final class BlockRing {
        private static final int FIELDS = 3;
        private static final int INITIAL = 32;

        private int[] ring = new int[0];
        private int first;
        private int size;

        int size() {
            return size;
        }

        public boolean isEmpty() {
            return size == 0;
        }

        void add(int piece, int begin, int length) {
            if (size * FIELDS == ring.length) {
                grow();
            }
            int at = slot(size);
            ring[at] = piece;
            ring[at + 1] = begin;
            ring[at + 2] = length;
            size++;
        }

        /** Piece of the first block. */
        public int piece() {
            return ring[slot(0)];
        }

        /** Offset of the first block in its piece. */
        public int begin() {
            return ring[slot(0) + 1];
        }

        /** Bytes of the first block. */
        public int length() {
            return ring[slot(0) + 2];
        }

        public void removeFirst() {
            first = (first + 1) % capacity();
            size--;
        }

        /** Removes the oldest equal block. Returns false if there is none. */
        boolean remove(int piece, int begin, int length) {
            for (int i = 0; i < size; i++) {
                int at = slot(i);
                if (ring[at] == piece && ring[at + 1] == begin && ring[at + 2] == length) {
                    closeGap(i);
                    return true;
                }
            }
            return false;
        }

        void clear() {
            ring = new int[0];
            first = 0;
            size = 0;
        }

        private void closeGap(int gap) {
            for (int i = gap; i < size - 1; i++) {
                System.arraycopy(ring, slot(i + 1), ring, slot(i), FIELDS);
            }
            size--;
        }

        private int capacity() {
            return ring.length / FIELDS;
        }

        private int slot(int index) {
            return (first + index) % capacity() * FIELDS;
        }

        private void grow() {
            int[] larger = new int[Math.max(INITIAL * FIELDS, ring.length * 2)];
            for (int i = 0; i < size; i++) {
                System.arraycopy(ring, slot(i), larger, i * FIELDS, FIELDS);
            }
            ring = larger;
            first = 0;
        }
    }
}
