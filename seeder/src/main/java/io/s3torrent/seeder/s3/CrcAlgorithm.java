package io.s3torrent.seeder.s3;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The CRCs that S3 keeps of whole objects, the cheapest first.
 *
 * <p>All three are bit-reflected and start and end with all bits inverted. Therefore the CRC of two byte strings in a row follows from the
 * CRC of each and the length of the second: multiply the first by x^(8 * length) modulo the polynomial and add the second. This is the
 * method of zlib's {@code crc32_combine}.
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

    /** Bytes of a value. */
    public int length() {
        return bits / Byte.SIZE;
    }

    /** A checksum of no bytes. For one thread. */
    public Checksum newChecksum() {
        return switch (this) {
            case CRC32C -> new CRC32C();
            case CRC32 -> new CRC32();
            case CRC64NVME -> new Crc64Nvme();
        };
    }

    /**
     * The CRC of two runs of bytes in a row.
     *
     * @param shift {@link #shift} of the length of the second run
     */
    public long joined(long first, long second, long shift) {
        return multiply(shift, first) ^ second;
    }

    /** What {@link #joined} needs to know of the length of the second run: x^(8 * length). */
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

    /** The polynomial 1: the highest bit has the lowest power. */
    private long one() {
        return 1L << (bits - 1);
    }

    private long multiply(long a, long b) {
        return multiply(a, b, bits, polynomial);
    }

    /** The product of two polynomials of so many bits modulo another. */
    static long multiply(long a, long b, int bits, long polynomial) {
        long product = 0;
        long factor = b;
        for (int bit = bits - 1; bit >= 0; bit--) {
            product ^= factor & -((a >>> bit) & 1);
            factor = (factor >>> 1) ^ (polynomial & -(factor & 1));
        }
        return product;
    }
}
