package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrackerTierTest {
    private static final URI A = URI.create("http://a/");
    private static final URI B = URI.create("http://b/");
    private static final URI C = URI.create("http://c/");

    @Test
    void theOrderIsRandomAtFirst() {
        Set<URI> first = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            first.add(new TrackerTier(List.of(A, B, C), random).current());
        }

        assertThat(first).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void itBeginsWithTheOneThatWasToldBeforeIfItHasThat() {
        for (int seed = 0; seed < 20; seed++) {
            TrackerTier tier = new TrackerTier(List.of(A, B, C), new Random(seed));
            tier.prefer(Set.of(B, URI.create("http://elsewhere/")));
            assertThat(tier.current()).isEqualTo(B);
        }
    }

    @Test
    void eachIsTriedOnceBeforeThePause() {
        TrackerTier tier = new TrackerTier(List.of(A, B, C), new Random(1));
        Set<URI> tried = new HashSet<>();
        do {
            tried.add(tier.current());
        } while (tier.failed());

        assertThat(tried).hasSize(3);
    }

    @Test
    void theOneThatAnsweredIsTheFirstFromThenOn() {
        TrackerTier tier = new TrackerTier(List.of(A, B, C), new Random(1));
        URI silent = tier.current();
        assertThat(tier.failed()).isTrue();
        URI good = tier.current();
        tier.answered();

        assertThat(tier.current()).isEqualTo(good);
        assertThat(tier.failed()).isTrue();
            assertThat(tier.current()).as("the order of the others is unchanged").isEqualTo(silent);
    }
}
