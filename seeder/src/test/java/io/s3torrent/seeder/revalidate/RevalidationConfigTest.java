package io.s3torrent.seeder.revalidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevalidationConfigTest {
    @Test
    void anIntervalIsAMinuteAtLeast() {
        assertThat(RevalidationConfig.of(Optional.of(Duration.ofSeconds(60))).interval())
                .isPresent();
        assertThat(RevalidationConfig.DEFAULT.interval()).contains(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "PT0S", "PT-1M", "P366D"})
    void anIntervalThatIsTooShortOrTooLongIsRefused(String interval) {
        assertThatThrownBy(() -> RevalidationConfig.of(Optional.of(Duration.parse(interval))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 60 s to 365 days");
    }
}
