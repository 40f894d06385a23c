package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrcAlgorithmTest {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static long crc(CrcAlgorithm algorithm, byte[] bytes, int offset, int length) {
        Checksum crc = algorithm.newChecksum();
        crc.update(bytes, offset, length);
        return crc.getValue();
    }

    /** The definition, bit by bit. */
    private static long slowly(byte[] bytes, int offset, int length) {
        long crc = -1;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
        }
        return ~crc;
    }

    @Test
    void eachHasTheValueOfTheCatalogueForTheNineDigits() {
        byte[] digits = "123456789".getBytes(US_ASCII);
        assertThat(crc(CrcAlgorithm.CRC32, digits, 0, 9)).isEqualTo(0xCBF43926L);
        assertThat(crc(CrcAlgorithm.CRC32C, digits, 0, 9)).isEqualTo(0xE3069283L);
        assertThat(crc(CrcAlgorithm.CRC64NVME, digits, 0, 9)).isEqualTo(0xAE8B14860A799888L);
    }

    @Test
    void runsOfAllLengthsAtAllOffsetsHaveTheCrcOfTheirBits() {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        for (int length : new int[] {0, 1, 7, 8, 9, 3071, 3072, 3073, 6144, 9999}) {
            for (int offset = 0; offset < Math.min(10, bytes.length - length); offset++) {
                assertThat(crc(CrcAlgorithm.CRC64NVME, bytes, offset, length))
                        .as("%d bytes at %d", length, offset)
                        .isEqualTo(slowly(bytes, offset, length));
            }
        }
    }

    @Test
    void aCrcGoesOnWhereItWas() {
        byte[] bytes = new byte[10_000];
        new Random(2).nextBytes(bytes);
        Checksum crc = CrcAlgorithm.CRC64NVME.newChecksum();
        crc.update(bytes[0]);
        crc.update(bytes, 1, 4000);
        crc.update(bytes, 4001, 5999);
        assertThat(crc.getValue()).isEqualTo(slowly(bytes, 0, bytes.length));
        crc.reset();
        assertThat(crc.getValue()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theCrcOfRangesInARowFollowsFromThoseOfTheRanges(CrcAlgorithm algorithm) {
        byte[] bytes = new byte[50_000];
        new Random(3).nextBytes(bytes);
        for (int cut : new int[] {0, 1, 12_345, 49_999, 50_000}) {
            long joined = algorithm.joined(
                    crc(algorithm, bytes, 0, cut),
                    crc(algorithm, bytes, cut, bytes.length - cut),
                    algorithm.shift(bytes.length - cut));
            assertThat(joined).as("cut at %d", cut).isEqualTo(crc(algorithm, bytes, 0, bytes.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangesLongerThanAnArrayAreJoinedToo(CrcAlgorithm algorithm) {
        long half = algorithm.joined(1, 2, algorithm.shift(3L << 40));
        long inSteps = 1;
        for (int i = 0; i < 3; i++) {
            inSteps = algorithm.joined(inSteps, 0, algorithm.shift(1L << 40));
        }
        assertThat(half).isEqualTo(inSteps ^ 2);
    }
}
