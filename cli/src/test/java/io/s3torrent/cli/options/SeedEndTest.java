package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedEndTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void whatHasNoEndGoesOnForEver() {
        SeedEnd end = new SeedEnd(Optional.empty(), Optional.empty());

        assertThat(end.isEver()).isFalse();
        assertThat(end.isReached(List.of(), NOW)).isFalse();
    }

    @Test
    void aTimeIsTheEnd() {
        SeedEnd end = new SeedEnd(Optional.empty(), Optional.of(NOW));

        assertThat(end.isReached(List.of(), NOW.minusMillis(1))).isFalse();
        assertThat(end.isReached(List.of(), NOW)).isTrue();
    }

    @Test
    void copiesAreTheEndWhenNobodyHasTakenMoreForAWhile() {
        SeedEnd end = new SeedEnd(Optional.of(2), Optional.empty());

        assertThat(end.isReached(List.of(new SeedEnd.Sent(100, 199)), NOW)).isFalse();
        assertThat(end.isReached(List.of(new SeedEnd.Sent(100, 199)), NOW.plusSeconds(60)))
                .isFalse();
        assertThat(end.isReached(List.of(new SeedEnd.Sent(100, 200)), NOW.plusSeconds(61)))
                .isFalse();
        assertThat(end.isReached(List.of(new SeedEnd.Sent(100, 200)), NOW.plusSeconds(70)))
                .isFalse();
        assertThat(end.isReached(List.of(new SeedEnd.Sent(100, 200)), NOW.plus(Duration.ofSeconds(71))))
                .isTrue();
    }

    @Test
    void everyTorrentMustHaveBeenSent() {
        SeedEnd end = new SeedEnd(Optional.of(1), Optional.empty());
        List<SeedEnd.Sent> one = List.of(new SeedEnd.Sent(100, 500), new SeedEnd.Sent(100, 99));

        assertThat(end.isReached(one, NOW)).isFalse();
        assertThat(end.isReached(one, NOW.plusSeconds(60))).isFalse();
    }
}
