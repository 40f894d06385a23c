package io.s3torrent.seeder.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.ByteRange;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PieceLayoutTest {

    @Test
    void lastPieceIsShort() {
        PieceLayout layout = new PieceLayout(250, 100);

        assertThat(layout.pieceCount()).isEqualTo(3);
        assertThat(layout.range(0)).isEqualTo(new ByteRange(0, 100));
        assertThat(layout.range(2)).isEqualTo(new ByteRange(200, 250));
        assertThat(layout.length(1)).isEqualTo(100);
        assertThat(layout.length(2)).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "100, 100, 1", "101, 100, 2", "200, 100, 2", "99, 100, 1"})
    void piecesCoverTheObjectExactly(long objectLength, int pieceLength, int pieceCount) {
        PieceLayout layout = new PieceLayout(objectLength, pieceLength);

        assertThat(layout.pieceCount()).isEqualTo(pieceCount);
        assertThat(layout.range(0, pieceCount)).isEqualTo(new ByteRange(0, objectLength));
    }

    @Test
    void severalPiecesAreOneRange() {
        PieceLayout layout = new PieceLayout(250, 100);

        assertThat(layout.range(0, 2)).isEqualTo(new ByteRange(0, 200));
        assertThat(layout.range(1, 3)).isEqualTo(new ByteRange(100, 250));
    }

    @Test
    void offsetsBeyondTwoGibibytesAreExact() {
        PieceLayout layout = new PieceLayout(5L << 40, 4 << 20);

        assertThat(layout.pieceCount()).isEqualTo(5 << 18);
        assertThat(layout.range(layout.pieceCount() - 1)).isEqualTo(new ByteRange((5L << 40) - (4 << 20), 5L << 40));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "2, 1", "0, 4", "3, 4"})
    void piecesThatDoNotExistAreRejected(int first, int end) {
        PieceLayout layout = new PieceLayout(250, 100);

        assertThatThrownBy(() -> layout.range(first, end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pieces: [" + first + ", " + end + ") (expected: within [0, 3))");
    }

    @Test
    void onlyTheHashedBytesOfAPieceAreInItsHash() {
        PieceLayout layout = new PieceLayout(250, 100, Map.of(0, 30));

        assertThat(layout.length(0)).isEqualTo(100);
        assertThat(layout.hashedLength(0)).isEqualTo(30);
        assertThat(layout.hashedLength(1)).isEqualTo(100);
        assertThat(layout.hashedLength(2)).isEqualTo(50);
    }

    @Test
    void aLayoutDoesNotChangeWithTheMapItWasMadeOf() {
        Map<Integer, Integer> hashed = new HashMap<>(Map.of(0, 30));
        PieceLayout layout = new PieceLayout(250, 100, hashed);
        hashed.put(1, 1);

        assertThat(layout.hashedLength(1)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void anEmptyObjectIsRejected(long objectLength) {
        assertThatThrownBy(() -> new PieceLayout(objectLength, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("objectLength: " + objectLength + " (expected: >= 1)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, PieceLayout.MAX_PIECE_LENGTH + 1})
    void aPieceLengthOutOfBoundsIsRejected(int pieceLength) {
        assertThatThrownBy(() -> new PieceLayout(100, pieceLength))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pieceLength: " + pieceLength + " (expected: 1 to 536870912)");
    }

    @Test
    void morePiecesThanAnIntCountsAreRejected() {
        assertThat(new PieceLayout(Integer.MAX_VALUE, 1).pieceCount()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> new PieceLayout(Integer.MAX_VALUE + 1L, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fewer than 2^31 pieces");
    }
}
