package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Reads and changes the peers of one swarm and one address family, which are stored in one byte array: the number of peers, the number of
 * seeders, all compact entries (seeders first), and from the end backwards one stamp of two bytes for each peer. So the peers of a response
 * are copied in one or two pieces, and a peer takes 8 bytes (20 for IPv6). One list object serves many swarms in turn ({@link #view}).
 *
 * <p>A stamp has the minute of the last announce, modulo 2^15, and one bit for "counted as completed". Peers are found by a linear scan,
 * which is faster than any index up to thousands of peers in a swarm. The monitor of its shard guards it.
 */
final class PeerList {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NO_ENTRIES = {};
    private static final int SIZE = 0;
    private static final int SEEDERS = 4;
    private static final int ENTRIES = 8;
    private static final int STAMP = 2;
    private static final int COUNTED = 0x8000;
    private static final int MINUTES = 0x7fff;
    private static final byte LOOPBACK_V4 = 127;

    /** The array without peers, which all swarms without peers of a family share. */
    static final byte[] NOBODY = new byte[ENTRIES];

    private final int width;

    /** Bytes of an entry that identify one internet access: an IPv4 address, or an IPv6 /64. */
    private final int prefix;

    private byte[] data = NOBODY;

    /**
     * Creates an empty list.
     *
     * @param width bytes of an entry, 6 or 18
     */
    PeerList(int width) {
        this.width = width;
        this.prefix = isIpv6() ? 8 : 4;
    }

    static int size(byte[] data) {
        return (int) INT.get(data, SIZE);
    }

    static int seeders(byte[] data) {
        return (int) INT.get(data, SEEDERS);
    }

    /** Switches to the peers of another swarm; see {@link Swarm#load}. */
    PeerList view(byte[] peers) {
        data = peers;
        return this;
    }

    /** The array of the peers, after all changes. */
    byte[] data() {
        return data;
    }

    /** Bytes of an entry. */
    int width() {
        return width;
    }

    boolean isIpv6() {
        return width == PeerEndpoint.COMPACT_V6;
    }

    int size() {
        return size(data);
    }

    int seeders() {
        return seeders(data);
    }

    /** Index of a peer, or -1. */
    int indexOf(byte[] peer) {
        // The last four bytes, which include the port, distinguish almost all peers.
        int tail = (int) NATIVE.get(peer, width - 4);
        byte[] in = data;
        int end = ENTRIES + size() * width;
        for (int at = ENTRIES; at < end; at += width) {
            if ((int) NATIVE.get(in, at + width - 4) == tail && Arrays.equals(in, at, at + width, peer, 0, width)) {
                return (at - ENTRIES) / width;
            }
        }
        return -1;
    }

    /** Adds a new peer as a leecher; returns its index. */
    int add(byte[] peer, int minute) {
        int size = size();
        if (ENTRIES + (size + 1) * (width + STAMP) > data.length) {
            resize(size + 1 + size / 8);
        }
        System.arraycopy(peer, 0, data, at(size), width);
        setStamp(size, minute & MINUTES);
        INT.set(data, SIZE, size + 1);
        return size;
    }

    /** Sets the time of a peer's last announce. */
    void touch(int index, int minute) {
        setStamp(index, (stamp(index) & COUNTED) | (minute & MINUTES));
    }

    /** Makes a peer a seeder or a leecher; returns its new index. */
    int setSeeder(int index, boolean seeder) {
        int seeders = seeders();
        if (seeder == index < seeders) {
            return index;
        }
        int border = seeder ? seeders : seeders - 1;
        INT.set(data, SEEDERS, seeder ? seeders + 1 : seeders - 1);
        swap(index, border);
        return border;
    }

    /** Marks a peer as counted; returns true the first time. */
    boolean countOnce(int index) {
        boolean first = !isCounted(index);
        setStamp(index, stamp(index) | COUNTED);
        return first;
    }

    /** Minutes since a peer's last announce. */
    int age(int index, int minute) {
        return (minute - stamp(index)) & MINUTES;
    }

    boolean isCounted(int index) {
        return (stamp(index) & COUNTED) != 0;
    }

    /** Writes all compact entries, seeders first. */
    void putEntries(ByteBuffer out) {
        out.put(data, ENTRIES, size() * width);
    }

    /** Removes a peer; the indices of other peers change. */
    void remove(int index) {
        int leecher = setSeeder(index, false);
        int size = size() - 1;
        swap(leecher, size);
        INT.set(data, SIZE, size);
        if (size == 0 || 2 * (ENTRIES + size * (width + STAMP)) < data.length) {
            resize(size + size / 8);
        }
    }

    /** Removes the peers that have not announced for more than {@code ttl} minutes. */
    void expire(int minute, int ttl) {
        for (int i = size() - 1; i >= 0; i--) {
            // A removal moves only peers of index >= i, which were already checked.
            if (age(i, minute) > ttl) {
                remove(i);
            }
        }
    }

    /** Index of the peer with the oldest announce; -1 in an empty list. */
    int oldest(int minute) {
        int oldest = -1;
        for (int i = 0; i < size(); i++) {
            if (oldest < 0 || age(i, minute) > age(oldest, minute)) {
                oldest = i;
            }
        }
        return oldest;
    }

    /** As {@link #oldest}, among the peers that share the address of {@code peer}; -1 when they are fewer than {@code limit}. */
    int oldestOfAddress(byte[] peer, int limit, int minute) {
        if (size() < limit || isOfThisMachine(peer)) {
            return -1;
        }
        int oldest = -1;
        int found = 0;
        for (int i = 0; i < size(); i++) {
            if (Arrays.equals(data, at(i), at(i) + prefix, peer, 0, prefix)) {
                found++;
                oldest = oldest < 0 || age(i, minute) > age(oldest, minute) ? i : oldest;
            }
        }
        return found < limit ? -1 : oldest;
    }

    /** True for loopback, which has no limit: local users need no tracker to do harm, and a local proxy hides many clients behind it. */
    private boolean isOfThisMachine(byte[] peer) {
        if (!isIpv6()) {
            return peer[0] == LOOPBACK_V4;
        }
        for (int i = 0; i < 15; i++) {
            if (peer[i] != 0) {
                return false;
            }
        }
        return peer[15] == 1;
    }

    /**
     * Copies a random window of consecutive entries, treating the list as a ring.
     *
     * @param leechersOnly true to leave seeders out
     * @param want maximum number of entries
     * @param self index of a peer to leave out, or -1
     */
    byte[] window(boolean leechersOnly, int want, int self, RandomGenerator random) {
        int from = leechersOnly ? seeders() : 0;
        int skip = self >= from ? self : size();
        int others = size() - from - (skip < size() ? 1 : 0);
        int count = Math.min(want, others);
        if (count <= 0) {
            return NO_ENTRIES;
        }
        int start = count == others ? 0 : random.nextInt(others);
        int head = Math.min(count, others - start);
        byte[] out = new byte[count * width];
        copy(from + start, head, skip, out, 0);
        copy(from, count - head, skip, out, head);
        return out;
    }

    /** Copies {@code count} entries from index {@code from}; the indices count all entries except {@code skip}. */
    private void copy(int from, int count, int skip, byte[] out, int outIndex) {
        int before = Math.max(0, Math.min(count, skip - from));
        System.arraycopy(data, at(from), out, outIndex * width, before * width);
        if (before < count) {
            int rest = from + before + 1;
            System.arraycopy(data, at(rest), out, (outIndex + before) * width, (count - before) * width);
        }
    }

    private void resize(int capacity) {
        byte[] resized = capacity == 0 ? NOBODY : new byte[ENTRIES + capacity * (width + STAMP)];
        int size = size();
        System.arraycopy(data, 0, resized, 0, ENTRIES + size * width);
        System.arraycopy(data, data.length - size * STAMP, resized, resized.length - size * STAMP, size * STAMP);
        data = resized;
    }

    private void swap(int a, int b) {
        if (a == b) {
            return;
        }
        for (int i = 0; i < width; i++) {
            byte kept = data[at(a) + i];
            data[at(a) + i] = data[at(b) + i];
            data[at(b) + i] = kept;
        }
        int kept = stamp(a);
        setStamp(a, stamp(b));
        setStamp(b, kept);
    }

    private int at(int index) {
        return ENTRIES + index * width;
    }

    private int stamp(int index) {
        return (short) SHORT.get(data, data.length - STAMP * (index + 1)) & 0xffff;
    }

    private void setStamp(int index, int stamp) {
        SHORT.set(data, data.length - STAMP * (index + 1), (short) stamp);
    }
}
