package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values of profile 1. Another value would be another info-hash for all users. */
class PieceLengthPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "1, 262144",
        "524288000, 262144", // 2000 pieces
        "524288001, 524288",
        "1048576000, 524288",
        "1048576001, 1048576",
        "33554432000, 16777216", // 2000 pieces of 16 MiB
        "130000000000, 16777216", // a large model: 7749 pieces
        "7036867706880, 16777216", // just under 8 MiB of hashes
        "7036867706881, 33554432",
        "5000000000000, 16777216", // 5 TB, S3's largest object until December 2025
        "28000000000000, 67108864",
        "29000000000000, 134217728",
        "50000000000000, 134217728", // 50 TB, S3's largest object
        "9223372036854775807, 536870912" // too many pieces for any torrent, as the maker reports
    })
    void dependsOnTheSizeAlone(long length, int pieceLength) {
        assertThat(PieceLengthPolicy.pieceLength(length)).isEqualTo(pieceLength);
    }

    @ParameterizedTest
    @CsvSource({"10000000000000, 67108864", "15000000000000, 134217728", "50000000000000, 536870912"})
    void aHybridHasMoreHashesAndLongerPieces(long length, int pieceLength) {
        assertThat(PieceLengthPolicy.pieceLength(length, TorrentFormat.HYBRID)).isEqualTo(pieceLength);
    }
}
