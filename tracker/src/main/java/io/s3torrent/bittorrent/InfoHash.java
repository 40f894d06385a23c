package io.s3torrent.bittorrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Identifies a swarm: the SHA-1 of the bencoded {@code info} dictionary, 20 bytes (BEP 3). Stored as three words, because trackers hold
 * and compare many of them.
 */
public final class InfoHash implements Comparable<InfoHash> {
    /** Length in bytes. */
    public static final int LENGTH = 20;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final long head;
    private final long middle;
    private final int tail;

    private InfoHash(long head, long middle, int tail) {
        this.head = head;
        this.middle = middle;
        this.tail = tail;
    }

    /**
     * Reads 20 raw bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 20
     */
    public static InfoHash of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new IllegalArgumentException("infoHash: " + raw.length + " bytes (expected: " + LENGTH + ")");
        }
        return new InfoHash((long) LONG.get(raw, 0), (long) LONG.get(raw, 8), (int) INT.get(raw, 16));
    }

    /** Joins three words: bytes 0 to 7, 8 to 15 and 16 to 19, each in network order. */
    public static InfoHash ofWords(long head, long middle, int tail) {
        return new InfoHash(head, middle, tail);
    }

    /**
     * Parses 40 hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static InfoHash ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** Hashes the bencoded {@code info} dictionary, given as its raw bytes. */
    public static InfoHash ofInfo(byte[] info) {
        return of(Digests.sha1().digest(info));
    }

    /** The 20 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(head)
                .putLong(middle)
                .putInt(tail)
                .array();
    }

    /** The first word. */
    public long head() {
        return head;
    }

    /** The second word. */
    public long middle() {
        return middle;
    }

    /** The third word. */
    public int tail() {
        return tail;
    }

    /** The 40 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(head) + hex.toHexDigits(middle) + hex.toHexDigits(tail);
    }

    @Override
    public int compareTo(InfoHash other) {
        int order = Long.compareUnsigned(head, other.head);
        order = order != 0 ? order : Long.compareUnsigned(middle, other.middle);
        return order != 0 ? order : Integer.compareUnsigned(tail, other.tail);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHash that && head == that.head && middle == that.middle && tail == that.tail;
    }

    @Override
    public int hashCode() {
        // The bytes are uniform, unless an attacker searched for collisions. Tables that strangers fill use a keyed hash
        // instead.
        return (int) (head >>> Integer.SIZE);
    }

    @Override
    public String toString() {
        return hex();
    }
}
