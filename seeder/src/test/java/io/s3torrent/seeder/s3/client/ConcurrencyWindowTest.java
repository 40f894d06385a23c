package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConcurrencyWindowTest {
    private final ConcurrencyWindow window = new ConcurrencyWindow(16);

    @Test
    void isWideOpenAtFirstAndNeverWider() {
        answered(1000);

        assertThat(window.size()).isEqualTo(16);
        assertThat(window.share()).isEqualTo(12);
    }

    @Test
    void halvesAtEachSlowDownAndNeverCloses() {
        int[] sizes = {8, 4, 2, 1, 1};
        for (int i = 0; i < sizes.length; i++) {
            window.refused(10 * i + 1, 10 * i + 2);
            assertThat(window.size()).isEqualTo(sizes[i]);
            assertThat(window.share()).isPositive();
        }
    }

    @Test
    void requestsSentTogetherCutItOnce() {
        window.refused(100, 200);
        window.refused(150, 210);
        window.refused(199, 220);
        assertThat(window.size()).isEqualTo(8);

        window.refused(201, 300);
        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void growsByOneInEachRoundOfAnswers() {
        window.refused(1, 2);
        assertThat(window.size()).isEqualTo(8);

        answered(9);
        assertThat(window.size()).isEqualTo(9);
        answered(100);
        assertThat(window.size()).isEqualTo(16);
    }

    @Test
    void timeMayPassItsLargestNumber() {
        window.refused(Long.MAX_VALUE - 1, Long.MAX_VALUE);
        window.refused(Long.MIN_VALUE + 5, Long.MIN_VALUE + 6);

        assertThat(window.size()).isEqualTo(4);
    }

    private void answered(int times) {
        for (int i = 0; i < times; i++) {
            window.answered();
        }
    }
}
