package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.piece.PieceLayout;
import org.junit.jupiter.api.Test;

class PieceSamplerTest {
    private static final int MIB = 1 << 20;

    @Test
    void samplesAreSpreadFromTheFirstPieceToTheLast() {
        assertThat(PieceSampler.spread(new PieceLayout(1, MIB))).containsExactly(0);
        assertThat(PieceSampler.spread(new PieceLayout(2 * MIB, MIB))).containsExactly(0, 1);
        assertThat(PieceSampler.spread(new PieceLayout(71 * MIB, MIB))).containsExactly(0, 10, 20, 30, 40, 50, 60, 70);
    }

    @Test
    void longPiecesGiveFewSamples() {
        assertThat(PieceSampler.spread(new PieceLayout(41L * 512 * MIB, 512 * MIB)))
                .containsExactly(0, 20, 40);
        assertThat(PieceSampler.reading(new PieceLayout(5 * MIB + 3, MIB), 0, 5).bytesRead())
                .isEqualTo(MIB + 3);
    }
}
