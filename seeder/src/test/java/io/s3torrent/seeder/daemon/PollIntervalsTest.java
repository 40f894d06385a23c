package io.s3torrent.seeder.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Prefix;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PollIntervalsTest {
    private final PollIntervals intervals = new PollIntervals();

    private static FollowedSource source(String name, Optional<Duration> poll) {
        return FollowedSource.below(S3Prefix.parse("s3://" + name), KeyFilter.ALL, poll);
    }

    private static FollowedSource auto(String name) {
        return source(name, Optional.empty());
    }

    @Test
    void aSmallSourceIsListedOnceAMinute() {
        intervals.listed(auto("one"), 16);
        assertThat(intervals.of(auto("one"))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void allSourcesTogetherNeedAtMostAThousandRequestsAnHour() {
        intervals.listed(auto("one"), 100);
        assertThat(intervals.of(auto("one"))).isEqualTo(Duration.ofMinutes(6));
        intervals.listed(auto("two"), 900);
        assertThat(intervals.of(auto("one"))).isEqualTo(Duration.ofHours(1));
        assertThat(intervals.of(auto("two"))).isEqualTo(Duration.ofHours(1));
        intervals.removed("s3://two/");
        assertThat(intervals.of(auto("one"))).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void anIntervalOfTheUserIsTakenAndCountsForNoOther() {
        FollowedSource fast = source("fast", Optional.of(Duration.ofSeconds(1)));
        intervals.listed(fast, 5000);
        assertThat(intervals.of(fast)).isEqualTo(Duration.ofSeconds(1));
        assertThat(intervals.of(auto("one"))).isEqualTo(Duration.ofSeconds(60));
    }
}
