package io.s3torrent.seeder.wire.upload;

/** A queue of blocks (piece, begin, length) in one array of numbers: thousands of requests cost no object each. */
public final class BlockRing {
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
