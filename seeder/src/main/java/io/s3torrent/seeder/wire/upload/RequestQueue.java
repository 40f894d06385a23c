package io.s3torrent.seeder.wire.upload;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one peer has asked for and not got, in the order it will get it.
 *
 * <p>Requests are grouped by piece, and at most {@value #MAX_OPEN} pieces are open at a time: each pins its bytes. Requests for
 * further pieces wait in line. A piece of which more may be asked for rests for a while, as long as none waits for its place: when more
 * pieces are open than memory has room for, letting go of it would mean to read it again for each window of requests. Pure bookkeeping:
 * whoever owns it sends the blocks that {@link #ready} names.
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

        /** Takes the piece's bytes, and with them the duty to release them, which {@link RequestQueue#close} has. */
        public void loaded(ByteBuf loaded) {
            bytes = loaded;
        }

        /** The bytes of a piece that {@link RequestQueue#ready} gave. */
        public ByteBuf bytes() {
            if (bytes == null) {
                throw new IllegalStateException("piece " + piece + " is not loaded");
            }
            return bytes;
        }

        /** So many of its bytes were sent. */
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

        /** The requested blocks, oldest first; none are cancelled ones. */
        public BlockRing blocks() {
            return blocks;
        }
    }

    private final List<OpenPiece> open = new ArrayList<>(MAX_OPEN);
    private final BlockRing waiting = new BlockRing();
    private final Consumer<OpenPiece> loader;

    /** A queue that has its pieces loaded by {@code loader}, which may answer at once. */
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

    /** Takes a request that is known to lie within its piece. */
    public void add(int piece, int begin, int length) {
        if (!waiting.isEmpty() || !admit(piece, begin, length)) {
            OpenPiece known = find(piece);
            (known == null ? waiting : known.blocks).add(piece, begin, length);
        }
    }

    /** True for a piece whose blocks wait for nothing but its bytes. */
    public boolean isOpen(int piece) {
        return find(piece) != null;
    }

    /** Removes one request; false when there is none such. */
    public boolean cancel(int piece, int begin, int length) {
        OpenPiece known = find(piece);
        if (known != null && known.blocks.remove(piece, begin, length)) {
            admitWaiting(); // it may have been the only one
            return true;
        }
        return waiting.remove(piece, begin, length);
    }

    /** The first open piece that is loaded and does not rest; it has at least one block, or is to be closed. */
    public @Nullable OpenPiece ready() {
        for (OpenPiece piece : open) {
            if (piece.bytes != null && !piece.isResting()) {
                return piece;
            }
        }
        return null;
    }

    /** All that was asked of a piece is sent: it rests, or ends when there is nothing more to ask for. True when it rests. */
    public boolean rest(OpenPiece piece, int length, long now) {
        if (piece.sent >= length) {
            close(piece);
            return false;
        }
        piece.restsSince = now;
        admitWaiting();
        return piece.isResting();
    }

    /** Ends the pieces that rest since before {@code then}. True when others rest still. */
    public boolean endRests(long then) {
        open.stream()
                .filter(piece -> piece.isResting() && piece.restsSince - then <= 0)
                .toList()
                .forEach(this::close);
        return open.stream().anyMatch(OpenPiece::isResting);
    }

    /** Ends a piece: lets go of its bytes, and opens those that waited for its place. */
    public void close(OpenPiece piece) {
        open.remove(piece);
        piece.letGo();
        admitWaiting();
    }

    /** Has {@code taker} empty what is asked for; pieces that are being loaded stay open until they are. */
    public void forget(Consumer<BlockRing> taker) {
        open.forEach(piece -> taker.accept(piece.blocks));
        taker.accept(waiting);
    }

    /** Forgets everything and lets go of all bytes. */
    public void clear() {
        waiting.clear();
        for (OpenPiece piece : List.copyOf(open)) {
            close(piece);
        }
    }

    /** Gives places to those who wait: no piece keeps one only to rest. */
    private void admitWaiting() {
        while (!waiting.isEmpty() && admit(waiting.piece(), waiting.begin(), waiting.length())) {
            waiting.removeFirst();
        }
    }

    /** False when the piece is not open and can't be opened now. */
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

    /** Makes room for another piece. */
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

    /** A queue of blocks (piece, begin, length) in one array of numbers: thousands of requests cost no object each. */
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

        /** Removes the oldest block that is equal; false when there is none. */
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
