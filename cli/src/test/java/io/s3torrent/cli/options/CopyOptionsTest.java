package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyOptionsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"auto, 2", "1, 1", "1000, 1000", "unlimited, 2147483647"})
    void copiesAreANumberOrAWord(String text, int copies) {
        assertThat(ArgumentConverters.CopiesArgument.parse(text)).isEqualTo(new CopyPolicy(copies));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "1001", "many", "Auto", "99999999999"})
    void whatIsNoNumberOfCopiesIsNamedWithWhatWasExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentConverters.CopiesArgument.parse(text))
                .withMessage("\"" + text + "\" (expected: a whole number from 1 to 1000, auto or unlimited)");
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "30m, 1800", "24h, 86400", "7d, 604800"})
    void anEndIsADurationFromNow(String text, long seconds) {
        assertThat(EndTime.parse(text).instant())
                .isBetween(
                        Instant.now().plusSeconds(seconds - 10), Instant.now().plusSeconds(seconds));
    }

    @Test
    void anEndIsATime() {
        assertThat(EndTime.parse("2030-12-31T23:59:59Z").instant()).isEqualTo("2030-12-31T23:59:59Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndTime.parse("tomorrow"))
                .withMessageStartingWith("\"tomorrow\" (expected: a duration as in 24h");
    }

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
