package io.s3torrent.seeder.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.s3.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartLayoutTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "1, 16384, 8",
        "100, 262144, 8",
        "100, 4194304, 8",
        "100, 8388608, 8",
        "100, 16777216, 16",
        "100, 67108864, 64"
    })
    void partsArePiecesFromEightMebibytesOn(long mib, int pieceLength, long partMib) {
        assertThat(PartLayout.of(mib * MIB, pieceLength).partLength()).isEqualTo(partMib * MIB);
    }

    @ParameterizedTest
    @CsvSource({"78125", "78126", "1048576", "5242880", "26214400"})
    void thereAreNeverMoreThanTenThousand(long mib) {
        long length = mib * MIB;

        PartLayout layout = PartLayout.of(length, PieceLengthPolicy.pieceLength(length));

        assertThat(layout.count()).isBetween(1, 10_000);
        assertThat(layout.partLength() % PieceLengthPolicy.pieceLength(length)).isZero();
        assertThat(layout.partLength()).isLessThanOrEqualTo(5L << 30);
    }

    @Test
    void theLastPartIsShort() {
        PartLayout layout = PartLayout.of(20 * MIB, 1 << 20);

        assertThat(layout.count()).isEqualTo(3);
        assertThat(layout.range(2)).isEqualTo(new ByteRange(16 * MIB, 20 * MIB));
    }

    @Test
    void memoryIsBoundedForPartsOfEveryLength() {
        for (long partLength = 8 * MIB; partLength <= 5L << 30; partLength *= 2) {
            assertThat(PartSlot.count(partLength) * Math.min(partLength, 64 * MIB))
                    .isLessThanOrEqualTo(128 * MIB);
        }
    }
}
