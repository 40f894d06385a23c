package io.s3torrent.seeder.revalidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.revalidate.Revalidation.WatchedTorrent;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks against a store whose answers the test decides, on the test's clock. */
@Timeout(60)
@Tag("slow")
class RevalidationTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final AtomicLong clock = new AtomicLong(-5);
    private final MemoryBucket bucket = new MemoryBucket();
    private final List<String> gone = new CopyOnWriteArrayList<>();
    private Revalidation revalidation = start(Optional.of(INTERVAL));

    private Revalidation start(Optional<Duration> interval) {
        return Revalidation.start(new RevalidationConfig(interval, clock::get));
    }

    @AfterEach
    void close() {
        revalidation.close();
    }

    private WatchedTorrent watch(String name, List<ObjectVersion> objects) {
        Content content = Content.of(objects.stream().map(Extent::of).toList());
        WatchedTorrent watch = revalidation.watch(content, bucket, clock.get());
        watch.begin(() -> false, reason -> gone.add(name + ": " + reason.getMessage()));
        return watch;
    }

    private WatchedTorrent watch(String key) {
        return watch(key, List.of(bucket.put(key, new byte[10])));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /** Lets the interval pass, and waits until this many requests were sent. */
    private void check(WatchedTorrent watch, int requests) {
        int before = bucket.asked().size();
        pass(INTERVAL);
        watch.used();
        awaitRequests(before + requests);
    }

    private void awaitRequests(int count) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            pass(CheckSchedule.PACE); // so that requests get their turns
            return bucket.asked().size() >= count;
        });
    }

    /** Waits for a few rounds of the scheduler, after which no more requests may come. */
    private void assertAsked(String... questions) {
        await().during(Duration.ofMillis(400))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(bucket.asked()).containsExactly(questions));
    }

    @Test
    void aDeletedObjectIsToldOnTheFirstUseAfterTheInterval() {
        WatchedTorrent watch = watch("a");
        bucket.remove("a");
        pass(INTERVAL.minusSeconds(1));
        watch.used();
        assertAsked();
        assertThat(gone).isEmpty();

        pass(Duration.ofSeconds(1));

        await().untilAsserted(() -> assertThat(gone).hasSize(1));
        assertAsked("stat a");
    }

    @Test
    void anObjectThatWasReplacedIsToldWithBothVersions() {
        WatchedTorrent watch = watch("a");
        bucket.put("a", new byte[10], "\"other\"");
        check(watch, 1);

        await().untilAsserted(() -> assertThat(gone).hasSize(1));
        assertThat(gone.get(0)).contains("s3://bucket/a: the object was replaced", "etag-of-a", "other");
    }

    @Test
    void aVersionThatCanStillBeReadIsNotTheCurrentOne() throws Exception {
        ObjectVersion now = bucket.put("a", new byte[10]);
        ObjectVersion pinned = new ObjectVersion(now.location(), now.length(), now.etag(), Optional.of("v1"));
        WatchedTorrent watch = watch("a", List.of(pinned));
        pass(Duration.ofMinutes(4));
        watch.reader().read(pinned, new ByteRange(0, 10), (chunk, offset, length) -> {});
        pass(Duration.ofMinutes(1));
        watch.used();

        await().untilAsserted(() -> assertThat(gone).hasSize(1));
        assertThat(gone.get(0)).contains("version v1");
    }

    @Test
    void aReadOnConditionOfTheEtagCountsAsACheck() throws Exception {
        ObjectVersion pinned = bucket.put("a", new byte[10]);
        WatchedTorrent watch = watch("a", List.of(pinned));
        watch.used();
        pass(Duration.ofMinutes(4));
        watch.reader().read(pinned, new ByteRange(0, 10), (chunk, offset, length) -> {});
        pass(Duration.ofMinutes(4));
        watch.used();
        assertAsked();

        pass(Duration.ofMinutes(1));
        awaitRequests(1);
        assertAsked("stat a");
    }

    @Test
    void aTorrentThatNobodyUsesCostsNothing() {
        watch("a");
        bucket.remove("a");
        pass(Duration.ofDays(3));

        assertAsked();
    }

    @Test
    void neverMeansNever() {
        revalidation.close();
        revalidation = start(Optional.empty());
        WatchedTorrent watch = watch("a");
        bucket.remove("a");
        pass(Duration.ofDays(3));
        watch.used();

        assertAsked();
    }

    static Stream<ObjectException> nothingAboutTheObject() {
        return Stream.of(
                new ObjectException.Unavailable("503", null),
                new ObjectException.Unavailable("the store did not answer in time", null),
                denied(401),
                new ObjectException.Denied(
                        "expired", S3Exception.builder().statusCode(400).build()),
                new ObjectException.Misconfigured("no credentials", null),
                new ObjectException.Refused("archived", null));
    }

    private static ObjectException denied(int status) {
        return new ObjectException.Denied(
                "denied", S3Exception.builder().statusCode(status).build());
    }

    @ParameterizedTest
    @MethodSource("nothingAboutTheObject")
    void aStoreThatSaysNothingAboutTheObjectEndsNoTorrent(ObjectException failure) {
        watch("other");
        WatchedTorrent watch = watch("a");
        bucket.fail("stat a", failure);
        for (int i = 0; i < 5; i++) {
            check(watch, 1);
        }
        assertAsked("stat a", "stat a", "stat a", "stat a", "stat a");
        assertThat(gone).isEmpty();

        bucket.beHonest();
        bucket.remove("a");
        check(watch, 1);
        await().untilAsserted(() -> assertThat(gone).hasSize(1));
    }

    @Test
    void aRefusalOfOneObjectCountsWhenItIsTheThirdInARowAndAnotherObjectIsGiven() {
        watch("other");
        WatchedTorrent watch = watch("a");
        bucket.fail("stat a", denied(403));
        check(watch, 2);
        check(watch, 2);
        bucket.beHonest();
        check(watch, 1);
        bucket.fail("stat a", denied(403));
        check(watch, 2);
        check(watch, 2);
        assertAsked(
                "stat a",
                "stat other",
                "stat a",
                "stat other",
                "stat a",
                "stat a",
                "stat other",
                "stat a",
                "stat other");
        assertThat(gone).isEmpty();

        check(watch, 2);
        await().untilAsserted(() -> assertThat(gone).containsExactly("a: denied"));
    }

    @Test
    void refusalsOfAllObjectsOfABucketEndNoTorrent() {
        watch("other");
        WatchedTorrent watch = watch("a");
        bucket.fail("stat a", denied(403));
        bucket.fail("stat other", denied(403));
        for (int i = 0; i < 5; i++) {
            check(watch, 2);
        }
        assertThat(gone).isEmpty();
    }

    @Test
    void refusalsOfTheOnlyObjectOfABucketEndNoTorrent() {
        WatchedTorrent watch = watch("a");
        bucket.fail("stat a", denied(403));
        for (int i = 0; i < 5; i++) {
            check(watch, 1);
        }
        assertAsked("stat a", "stat a", "stat a", "stat a", "stat a");
        assertThat(gone).isEmpty();
    }

    private WatchedTorrent folder(int objects) {
        List<ObjectVersion> versions = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            versions.add(bucket.put("set/" + i % 7 + "/" + i, new byte[1 + i % 5]));
        }
        return watch("set", versions);
    }

    @Test
    void manyObjectsAreCheckedByOneListingOfTheirFolder() {
        WatchedTorrent watch = folder(500);
        bucket.put("set/another", new byte[10]);
        check(watch, 1);
        check(watch, 1);

        assertAsked("list set/", "list set/");
        assertThat(gone).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted", "replaced", "longer"})
    void oneOfManyObjectsThatIsGoneEndsTheirTorrent(String how) {
        WatchedTorrent watch = folder(50);
        switch (how) {
            case "deleted" -> bucket.remove("set/4/32");
            case "replaced" -> bucket.put("set/4/32", new byte[3], "\"other\"");
            default -> bucket.put("set/4/32", new byte[4]);
        }
        check(watch, 2);

        await().untilAsserted(() -> assertThat(gone).hasSize(1));
        assertAsked("list set/", "stat set/4/32");
    }

    /** For stores whose listings are late, or report other ETags. */
    @Test
    void aListingThatDoesNotNameAnObjectIsNoProof() {
        WatchedTorrent watch = folder(50);
        bucket.hideFromListings("set/4/32");
        check(watch, 2);

        assertAsked("list set/", "stat set/4/32");
        assertThat(gone).isEmpty();
    }

    @Test
    void whereListingIsNotAllowedObjectsAreAskedForInTurn() {
        WatchedTorrent watch = folder(150);
        bucket.fail("list set/", denied(403));
        check(watch, 1 + VersionCheck.MAX_HEADS);
        assertThat(bucket.asked()).doesNotHaveDuplicates();
        check(watch, 1 + VersionCheck.MAX_HEADS);
        assertThat(bucket.asked().stream().distinct()).hasSize(151);
        assertThat(gone).isEmpty();

        bucket.remove("set/1/1");
        await().until(() -> {
            pass(Duration.ofMinutes(1));
            watch.used();
            return !gone.isEmpty();
        });
    }

    @Test
    void aStoreThatDoesNotListNowIsNotAskedForEachObject() {
        WatchedTorrent watch = folder(50);
        bucket.fail("list set/", new ObjectException.Unavailable("503", null));
        check(watch, 1);

        assertAsked("list set/");
        assertThat(gone).isEmpty();
    }

    @Test
    void aFewObjectsInAHugeFolderAreNotListedForEver() {
        ObjectVersion first = bucket.put("a/first", new byte[1]);
        ObjectVersion last = bucket.put("z/last", new byte[1]);
        for (int i = 0; i < 20_000; i++) {
            bucket.put("b/" + i, new byte[0]);
        }
        WatchedTorrent watch = watch("both", List.of(first, last));
        check(watch, 2);

        assertAsked("list ", "stat z/last");
    }

    @Test
    void aThousandTorrentsAreCheckedOneAfterTheOtherEachInItsTurn() {
        List<WatchedTorrent> watches = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            watches.add(watch("key-" + i));
        }
        pass(INTERVAL);
        watches.forEach(WatchedTorrent::used);
        AtomicLong passed = new AtomicLong();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            int asked = bucket.asked().size();
            assertThat(asked).isLessThanOrEqualTo((int) (1 + passed.get() / CheckSchedule.PACE.toNanos()));
            passed.addAndGet(CheckSchedule.PACE.dividedBy(2).toNanos());
            pass(CheckSchedule.PACE.dividedBy(2));
            return passed.get() > Duration.ofSeconds(20).toNanos();
        });
        assertThat(bucket.asked()).doesNotHaveDuplicates();
    }

    @Test
    void whatSomebodyElseSawEndsATorrentOfAnotherVersionAtOnce() {
        watch("a");
        watch("b");
        pass(Duration.ofSeconds(1));
        ObjectVersion same = bucket.put("b", new byte[10]);
        ObjectVersion other = bucket.put("a", new byte[10], "\"other\"");

        revalidation.saw(same, clock.get());
        revalidation.saw(other, clock.get());
        assertThat(gone).hasSize(1);
        revalidation.missed(same.location(), new ObjectException.NotFound("404", null), clock.get());
        assertThat(gone).hasSize(2).last().isEqualTo("b: 404");
    }

    @Test
    void anAnswerThatIsOlderThanTheTorrentEndsNothing() {
        long asked = clock.get();
        ObjectVersion old = bucket.put("a", new byte[10], "\"old\"");
        pass(Duration.ofSeconds(1));
        watch("a");

        revalidation.saw(old, asked);
        revalidation.missed(old.location(), new ObjectException.NotFound("404", null), asked);

        assertThat(gone).isEmpty();
    }

    @Test
    void aTorrentThatHasEndedHearsNothing() {
        WatchedTorrent watch = watch("a");
        watch.end();
        bucket.remove("a");
        pass(INTERVAL);
        watch.used();
        revalidation.missed(MemoryBucket.location("a"), new ObjectException.NotFound("404", null), clock.get());

        assertAsked();
        assertThat(gone).isEmpty();
    }
}
