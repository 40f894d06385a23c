package io.s3torrent.tracker.swarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The peers of one swarm and one address family in one byte array: all compact entries, seeders first, then one stamp of two
 * bytes for each. So an answer is copied in one piece, and a peer costs 8 bytes (20 with IPv6).
 *
 * <p>A stamp is the minute of the last announce, modulo 2^15, and one bit that says whether the peer was counted as completed.
 * Peers are found by a scan: that beats every index until thousands are in one swarm. Guarded by the monitor of its shard.
 */
final class PeerList {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] EMPTY = {};
    private static final int STAMP = 2;
    private static final int COUNTED = 0x8000;
    private static final int MINUTES = 0x7fff;

    private final int width;
    private byte[] data = EMPTY;
    private int size;
    private int seeders;

    /**
     * An empty list.
     *
     * @param width bytes of an entry, 6 or 18
     */
    PeerList(int width) {
        this.width = width;
    }

    int size() {
        return size;
    }

    int seeders() {
        return seeders;
    }

    /** Index of a peer, or -1. */
    int indexOf(byte[] peer) {
        // The last four bytes, port included, tell nearly all peers apart.
        int tail = (int) INT.get(peer, width - 4);
        for (int i = 0, at = 0; i < size; i++, at += width) {
            if ((int) INT.get(data, at + width - 4) == tail && Arrays.equals(data, at, at + width, peer, 0, width)) {
                return i;
            }
        }
        return -1;
    }

    /** Adds a peer that is not in the list, as a leecher; returns its index. */
    int add(byte[] peer, int minute) {
        if (size == capacity()) {
            resize(size + 1 + size / 4);
        }
        System.arraycopy(peer, 0, data, size * width, width);
        setStamp(size, minute & MINUTES);
        return size++;
    }

    /** Sets the time of a peer's last announce. */
    void touch(int index, int minute) {
        setStamp(index, (stamp(index) & COUNTED) | (minute & MINUTES));
    }

    /** Makes a seeder or leecher of a peer; returns its new index. */
    int setSeeder(int index, boolean seeder) {
        if (seeder == index < seeders) {
            return index;
        }
        int border = seeder ? seeders++ : --seeders;
        swap(index, border);
        return border;
    }

    /** Marks a peer as counted; true the first time. */
    boolean countOnce(int index) {
        boolean first = (stamp(index) & COUNTED) == 0;
        setStamp(index, stamp(index) | COUNTED);
        return first;
    }

    /** Removes a peer; the indices of others change. */
    void remove(int index) {
        int leecher = setSeeder(index, false);
        swap(leecher, --size);
        if (size < capacity() / 2) {
            resize(size + size / 4);
        }
    }

    /** Removes the peers that did not announce for longer than {@code ttl} minutes. */
    void expire(int minute, int ttl) {
        for (int i = size - 1; i >= 0; i--) {
            // A removal moves peers of index >= i only, which were looked at already.
            if (age(i, minute) > ttl) {
                remove(i);
            }
        }
    }

    /** Index of the peer that was silent for longest, or -1 in an empty list. */
    int oldest(int minute) {
        int oldest = -1;
        for (int i = 0; i < size; i++) {
            if (oldest < 0 || age(i, minute) > age(oldest, minute)) {
                oldest = i;
            }
        }
        return oldest;
    }

    /** The same among the peers that share the address of {@code peer}; -1 when they are fewer than {@code limit}. */
    int oldestOfAddress(byte[] peer, int limit, int minute) {
        int oldest = -1;
        int found = 0;
        for (int i = 0; i < size && size >= limit; i++) {
            if (Arrays.equals(data, i * width, (i + 1) * width - 2, peer, 0, width - 2)) {
                found++;
                oldest = oldest < 0 || age(i, minute) > age(oldest, minute) ? i : oldest;
            }
        }
        return found < limit ? -1 : oldest;
    }

    /**
     * Copies a random window of entries that are contiguous in the ring of the peers.
     *
     * @param leechersOnly whether seeders are left out
     * @param want how many at most
     * @param self index of a peer to leave out, or -1
     */
    byte[] window(boolean leechersOnly, int want, int self, RandomGenerator random) {
        int from = leechersOnly ? seeders : 0;
        int skip = self >= from ? self : size;
        int others = size - from - (skip < size ? 1 : 0);
        int count = Math.min(want, others);
        if (count <= 0) {
            return EMPTY;
        }
        int start = count == others ? 0 : random.nextInt(others);
        int head = Math.min(count, others - start);
        byte[] out = new byte[count * width];
        copy(from + start, head, skip, out, 0);
        copy(from, count - head, skip, out, head);
        return out;
    }

    /** Copies entries from index {@code from} on, all indices counted as if the entry {@code skip} were not there. */
    private void copy(int from, int count, int skip, byte[] out, int outIndex) {
        int before = Math.max(0, Math.min(count, skip - from));
        System.arraycopy(data, from * width, out, outIndex * width, before * width);
        if (before < count) {
            int rest = from + before + 1;
            System.arraycopy(data, rest * width, out, (outIndex + before) * width, (count - before) * width);
        }
    }

    private int capacity() {
        return data.length / (width + STAMP);
    }

    private void resize(int capacity) {
        byte[] resized = new byte[capacity * (width + STAMP)];
        System.arraycopy(data, 0, resized, 0, size * width);
        System.arraycopy(data, capacity() * width, resized, capacity * width, size * STAMP);
        data = resized;
    }

    private void swap(int a, int b) {
        if (a == b) {
            return;
        }
        for (int i = 0; i < width; i++) {
            byte kept = data[a * width + i];
            data[a * width + i] = data[b * width + i];
            data[b * width + i] = kept;
        }
        int kept = stamp(a);
        setStamp(a, stamp(b));
        setStamp(b, kept);
    }

    private int age(int index, int minute) {
        return (minute - stamp(index)) & MINUTES;
    }

    private int stamp(int index) {
        return (short) SHORT.get(data, capacity() * width + index * STAMP) & 0xffff;
    }

    private void setStamp(int index, int stamp) {
        SHORT.set(data, capacity() * width + index * STAMP, (short) stamp);
    }
}
