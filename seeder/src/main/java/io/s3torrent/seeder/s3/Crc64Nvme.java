package io.s3torrent.seeder.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, S3's default checksum, which the JDK does not have and the AWS SDK has only as native code. For one thread.
 *
 * <p>Eight bytes at a time by eight tables ("slicing-by-8"). Each step waits for the one before, so three runs that lie side by side take
 * their steps together, and their values are joined at the end of each block. That costs 0.4 CPU-s/GiB, a third of one run alone.
 */
final class Crc64Nvme implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int RUN = 1024;
    private static final int BLOCK = 3 * RUN;
    private static final int BYTES = 256;

    /** Table k, which begins at 256 * k, has the CRC of each byte with k zeros behind it. */
    private static final long[] STEP = new long[Long.BYTES * BYTES];

    /** Table k has the product of byte k of a value and x^(8 * RUN). */
    private static final long[] SHIFT = new long[Long.BYTES * BYTES];

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        for (int value = 0; value < BYTES; value++) {
            long crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc >>> 1) ^ (POLYNOMIAL & -(crc & 1));
            }
            STEP[value] = crc;
        }
        for (int i = BYTES; i < STEP.length; i++) {
            STEP[i] = step(STEP[i - BYTES]);
        }
        long shift = 1L << (Long.SIZE - 1);
        for (int zeros = 0; zeros < RUN; zeros++) {
            shift = step(shift);
        }
        for (int i = 0; i < SHIFT.length; i++) {
            long part = (long) (i % BYTES) << (i / BYTES * Byte.SIZE);
            SHIFT[i] = CrcAlgorithm.multiply(shift, part, Long.SIZE, POLYNOMIAL);
        }
    }

    private long state = -1;

    private static long step(long crc) {
        return (crc >>> Byte.SIZE) ^ STEP[(int) (crc & 0xff)];
    }

    @Override
    public void update(int b) {
        state = step(state ^ (b & 0xff));
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; end - at >= BLOCK; at += BLOCK) {
            state = block(state, bytes, at);
        }
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            state = eight(STEP, state ^ (long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    private static long block(long before, byte[] bytes, int start) {
        long[] table = STEP;
        long first = before;
        long second = 0;
        long third = 0;
        for (int at = start; at < start + RUN; at += Long.BYTES) {
            first = eight(table, first ^ (long) LONGS.get(bytes, at));
            second = eight(table, second ^ (long) LONGS.get(bytes, at + RUN));
            third = eight(table, third ^ (long) LONGS.get(bytes, at + 2 * RUN));
        }
        return third ^ shifted(second ^ shifted(first));
    }

    private static long eight(long[] table, long word) {
        int low = (int) word;
        int high = (int) (word >>> 32);
        return table[7 * BYTES + (low & 0xff)]
                ^ table[6 * BYTES + ((low >>> 8) & 0xff)]
                ^ table[5 * BYTES + ((low >>> 16) & 0xff)]
                ^ table[4 * BYTES + (low >>> 24)]
                ^ table[3 * BYTES + (high & 0xff)]
                ^ table[2 * BYTES + ((high >>> 8) & 0xff)]
                ^ table[BYTES + ((high >>> 16) & 0xff)]
                ^ table[high >>> 24];
    }

    /** The value with a run of zeros behind it. */
    private static long shifted(long value) {
        long sum = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            sum ^= SHIFT[i * BYTES + (int) ((value >>> (i * Byte.SIZE)) & 0xff)];
        }
        return sum;
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
