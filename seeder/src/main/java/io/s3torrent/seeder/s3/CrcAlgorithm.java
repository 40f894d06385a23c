package io.s3torrent.seeder.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The CRC algorithms that S3 supports for whole objects, the cheapest first.
 *
 * <p>All three are bit-reflected, and invert all bits at the start and at the end. Therefore the CRC of two concatenated byte strings can
 * be computed from the two CRCs and the length of the second string: multiply the first by x^(8 * length) modulo the polynomial and add the
 * second. This is the method of zlib's {@code crc32_combine}.
 */
public enum CrcAlgorithm {
    CRC32C(32, 0x82F63B78L),
    CRC32(32, 0xEDB88320L),
    CRC64NVME(64, 0x9A6C9329AC4BC9B5L);

    private final int bits;
    private final long polynomial;

    CrcAlgorithm(int bits, long polynomial) {
        this.bits = bits;
        this.polynomial = polynomial;
    }

    /** Length of a CRC value in bytes. */
    public int length() {
        return bits / Byte.SIZE;
    }

    /** A new checksum, for use by one thread. */
    public Checksum newChecksum() {
        return switch (this) {
            case CRC32C -> new CRC32C();
            case CRC32 -> new CRC32();
            case CRC64NVME -> new Crc64Nvme();
        };
    }

    /**
     * The CRC of two concatenated byte strings.
     *
     * @param shift {@link #shift} of the length of the second string
     */
    public long joined(long first, long second, long shift) {
        return multiply(shift, first) ^ second;
    }

    /** x^(8 * length): the value that {@link #joined} needs for the length of the second string. */
    public long shift(long length) {
        long result = one();
        long power = one() >>> Byte.SIZE;
        for (long rest = length; rest > 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                result = multiply(result, power);
            }
            power = multiply(power, power);
        }
        return result;
    }

    /** The polynomial 1, which is the highest bit because the CRCs are bit-reflected. */
    private long one() {
        return 1L << (bits - 1);
    }

    private long multiply(long a, long b) {
        return multiply(a, b, bits, polynomial);
    }

    /** The product of two polynomials of {@code bits} bits, modulo {@code polynomial}. */
    static long multiply(long a, long b, int bits, long polynomial) {
        long product = 0;
        long factor = b;
        for (int bit = bits - 1; bit >= 0; bit--) {
            product ^= factor & -((a >>> bit) & 1);
            factor = (factor >>> 1) ^ (polynomial & -(factor & 1));
        }
        return product;
    }

    /**
     * CRC-64/NVME, S3's default checksum. The JDK does not have it, and the AWS SDK has it only as native code. For use by one thread.
     *
     * <p>Reads eight bytes at a time through eight tables ("slicing-by-8"). Each step depends on the step before it. Therefore three
     * adjacent runs are computed in parallel, and their values are joined at the end of each block. That costs 0.4 CPU-s/GiB, a third of a
     * single run.
     */
    private static final class Crc64Nvme implements Checksum {
        private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
        private static final int RUN = 1024;
        private static final int BLOCK = 3 * RUN;
        private static final int BYTES = 256;

        /** Table k begins at 256 * k, and holds the CRC of each byte followed by k zero bytes. */
        private static final long[] STEP = new long[Long.BYTES * BYTES];

        /** Table k holds the product of byte k of a value and x^(8 * RUN). */
        private static final long[] SHIFT = new long[Long.BYTES * BYTES];

        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

        /** The value followed by a run of zero bytes. */
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
}
