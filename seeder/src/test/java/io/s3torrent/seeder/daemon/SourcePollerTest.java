package io.s3torrent.seeder.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SourcePollerTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Optional<String> problem = Optional.empty();
    private volatile CountDownLatch listing = new CountDownLatch(0);
    private final SourcePoller poller = new SourcePoller(this::list, new Told(), Clock.systemUTC());

    private final class Told implements SourcePoller.Receiver {
        @Override
        public void listed(FollowedSource source, SourceListing listing, Instant began) {
            told.add("listed " + source.name());
        }

        @Override
        public void unlisted(FollowedSource source, IOException reason) {
            told.add("unlisted " + source.name() + " " + reason.getMessage());
        }

        @Override
        public void listedAgain(FollowedSource source) {
            told.add("again " + source.name());
        }
    }

    private SourceListing list(FollowedSource source) throws IOException {
        try {
            assertThat(listing.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        return new SourceListing(List.of(), 1);
    }

    @AfterEach
    void close() {
        poller.close();
    }

    private static FollowedSource source(String bucket, Duration poll) {
        return FollowedSource.below(S3Prefix.parse("s3://" + bucket), KeyFilter.ALL, Optional.of(poll));
    }

    private static FollowedSource often(String bucket) {
        return source(bucket, Duration.ofMillis(20));
    }

    @Test
    void aSourceIsListedAgainAndAgain() {
        assertThat(poller.follow(List.of(often("one")))).isEmpty();
        await().until(() -> told.size() > 2);
        assertThat(told).containsOnly("listed s3://one/");
        assertThat(poller.reports()).containsExactly(new SourcePoller.Report("s3://one/", true, Optional.empty()));
    }

    @Test
    void aFailureAndItsEndAreToldOnce() {
        problem = Optional.of("denied");
        poller.follow(List.of(often("one")));
        await().until(() -> !told.isEmpty());
        problem = Optional.of("no answer");
        await().until(() -> poller.reports().get(0).problem().equals(Optional.of("no answer")));
        problem = Optional.empty();
        await().until(() -> told.contains("again s3://one/"));
        assertThat(told.stream().distinct())
                .containsExactly("unlisted s3://one/ denied", "listed s3://one/", "again s3://one/");
        assertThat(told).containsOnlyOnce("unlisted s3://one/ denied").containsOnlyOnce("again s3://one/");
    }

    @Test
    void onlyChangedSourcesAreListedAtOnceAndEndedOnesNoMore() {
        FollowedSource kept = source("kept", Duration.ofHours(1));
        poller.follow(List.of(kept, source("changed", Duration.ofHours(1)), source("ended", Duration.ofHours(1))));
        await().until(() -> told.size() == 3);
        told.clear();
        assertThat(poller.follow(List.of(kept, source("changed", Duration.ofHours(2)))))
                .containsExactly("s3://ended/");
        await().until(() -> told.size() == 1);
        assertThat(told).containsExactly("listed s3://changed/");
    }

    @Test
    void aListingThatRunsWhenItsSourceEndsIsDropped() {
        listing = new CountDownLatch(1);
        poller.follow(List.of(often("one")));
        poller.follow(List.of(often("two")));
        listing.countDown();
        await().until(() -> told.contains("listed s3://two/"));
        assertThat(told).doesNotContain("listed s3://one/");
    }
}
