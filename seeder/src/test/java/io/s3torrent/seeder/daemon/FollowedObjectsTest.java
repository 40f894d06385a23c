package io.s3torrent.seeder.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.daemon.FollowedObjects.Changes;
import io.s3torrent.seeder.daemon.FollowedObjects.Ended;
import io.s3torrent.seeder.daemon.FollowedObjects.State;
import io.s3torrent.seeder.daemon.FollowedObjects.Task;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.OriginKind;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowedObjectsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final FollowedSource SET =
            FollowedSource.below(S3Prefix.parse("s3://b1/set/"), KeyFilter.ALL, Optional.empty());
    private static final FollowedSource ALL =
            FollowedSource.below(S3Prefix.parse("s3://b1/"), KeyFilter.ALL, Optional.empty());

    private final FollowedObjects objects = new FollowedObjects();
    private Instant now = START;

    private static S3Location at(String key) {
        return new S3Location("b1", key);
    }

    private static ListedObject object(String key, long length, String etag) {
        return new ListedObject(at(key), length, etag, Optional.empty());
    }

    private Changes listed(FollowedSource source, ListedObject... listing) {
        now = now.plusSeconds(60);
        return objects.listed(source, List.of(listing), now, now);
    }

    private static List<String> keys(Stream<S3Location> locations) {
        return locations.map(S3Location::key).toList();
    }

    private static List<String> seeds(Changes changes) {
        return keys(changes.seed().stream().map(Task::object));
    }

    private static List<String> stops(Changes changes) {
        return changes.stop().stream()
                .map(end -> end.object().key() + end.reason().map(" "::concat).orElse(""))
                .toList();
    }

    /** Seeds with an info-hash that depends on the name. */
    private SeedHandle seed(Task task, String etag, String name) {
        assertThat(objects.begin(task)).isTrue();
        SeedHandle torrent = torrent(task, etag, name);
        assertThat(objects.seeded(task, torrent, now)).isEqualTo(new Changes());
        return torrent;
    }

    private static SeedHandle torrent(Task task, String etag, String name) {
        ObjectVersion version = new ObjectVersion(task.object(), task.length(), etag, Optional.empty());
        Info info = Info.ofFile(name, new PieceLayout(task.length(), 262_144), new byte[20]);
        return new SeedHandle(
                new TorrentSource.OneObject(task.object()),
                Content.of(version),
                Metainfo.of(info, List.of(), "test"),
                OriginKind.HASHING,
                LedgerSnapshot.EMPTY);
    }

    private State state(String key) {
        return objects.after(Optional.empty(), 100).stream()
                .filter(report -> report.object().key().equals(key))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void newObjectsAreSeededAndUnchangedOnesAreNot() {
        Changes first = listed(SET, object("set/a", 10, "\"1\""), object("set/empty", 0, "\"0\""));
        assertThat(seeds(first)).containsExactly("set/a");
        seed(first.seed().get(0), "\"1\"", "a");
        Changes second = listed(SET, object("set/a", 10, "1"), object("set/b", 5, "\"2\""));
        assertThat(seeds(second)).containsExactly("set/b");
        assertThat(second.stop()).isEmpty();
        assertThat(objects.counts()).containsEntry(State.SEEDING, 1).containsEntry(State.QUEUED, 1);
    }

    @Test
    void aReplacedObjectEndsItsTorrentAndHasASuccessor() {
        seed(listed(SET, object("set/a", 10, "1")).seed().get(0), "1", "a");
        Changes changes = listed(SET, object("set/a", 10, "2"));
        assertThat(stops(changes)).containsExactly("set/a was replaced");
        assertThat(seeds(changes)).containsExactly("set/a");
        seed(changes.seed().get(0), "2", "a2");
        assertThat(listed(SET, object("set/a", 10, "2"))).isEqualTo(new Changes());
    }

    @Test
    void aStoreWithoutEtagsTellsVersionsApartByLength() {
        seed(listed(SET, object("set/a", 10, "")).seed().get(0), "", "a");
        assertThat(listed(SET, object("set/a", 10, ""))).isEqualTo(new Changes());
        assertThat(stops(listed(SET, object("set/a", 11, "")))).containsExactly("set/a was replaced");
    }

    @Test
    void aDeletedObjectEndsAndOneThatComesBackContinues() {
        seed(listed(SET, object("set/a", 10, "1")).seed().get(0), "1", "a");
        Changes deleted = listed(SET);
        assertThat(stops(deleted)).containsExactly("set/a was deleted");
        assertThat(deleted.seed()).isEmpty();
        assertThat(seeds(listed(SET, object("set/a", 10, "1")))).containsExactly("set/a");
    }

    @Test
    void anObjectOfTwoSourcesIsSeededOnceUntilBothHaveLostIt() {
        seed(listed(SET, object("set/a", 10, "1")).seed().get(0), "1", "a");
        assertThat(listed(ALL, object("set/a", 10, "1"))).isEqualTo(new Changes());
        assertThat(objects.removed(SET.name())).isEqualTo(new Changes());
        assertThat(stops(objects.removed(ALL.name()))).containsExactly("set/a is no longer in a source");
        assertThat(objects.after(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void anObjectThatChangesWhileItIsHashedIsHashedAgainAfterwards() {
        Task old = listed(SET, object("set/a", 10, "1")).seed().get(0);
        assertThat(objects.begin(old)).isTrue();
        assertThat(listed(SET, object("set/a", 20, "2"))).isEqualTo(new Changes());
        SeedHandle stale = torrent(old, "1", "a");
        Changes changes = objects.seeded(old, stale, now);
        assertThat(changes.stop()).extracting(Ended::torrent).containsExactly(stale);
        assertThat(changes.seed()).extracting(Task::length).containsExactly(20L);
        assertThat(objects.begin(old)).isFalse();
        assertThat(objects.begin(changes.seed().get(0))).isTrue();
    }

    @Test
    void anObjectThatIsDeletedWhileItIsHashedIsNotSeeded() {
        Task task = listed(SET, object("set/a", 10, "1")).seed().get(0);
        assertThat(objects.begin(task)).isTrue();
        assertThat(listed(SET)).isEqualTo(new Changes());
        assertThat(objects.seeded(task, torrent(task, "1", "a"), now).stop()).hasSize(1);
    }

    @Test
    void aListingThatBeganBeforeATorrentWasMadeDoesNotEndIt() {
        Task task = listed(SET, object("set/a", 10, "1")).seed().get(0);
        assertThat(objects.begin(task)).isTrue();
        objects.seeded(task, torrent(task, "2", "a"), now.plusSeconds(1));
        assertThat(objects.listed(SET, List.of(object("set/a", 10, "1")), now, now.plusSeconds(2)))
                .isEqualTo(new Changes());
        assertThat(listed(SET, object("set/a", 10, "2"))).isEqualTo(new Changes());
    }

    @Test
    void whenOneOfTwoObjectsWithTheSameTorrentEndsTheOtherIsSeededAgain() {
        Changes both = listed(SET, object("set/a/x", 10, "1"), object("set/b/x", 10, "1"));
        both.seed().forEach(task -> seed(task, "1", "x"));
        Changes changes = listed(SET, object("set/b/x", 10, "1"));
        assertThat(stops(changes)).containsExactly("set/a/x was deleted", "set/b/x");
        assertThat(seeds(changes)).containsExactly("set/b/x");
        seed(changes.seed().get(0), "1", "x");
        assertThat(listed(SET, object("set/b/x", 10, "1"))).isEqualTo(new Changes());
    }

    @Test
    void anObsoleteTorrentDoesNotEndThatOfAnotherObject() {
        Changes both = listed(SET, object("set/a/x", 10, "1"), object("set/b/x", 10, "1"));
        Task obsolete = both.seed().get(0);
        assertThat(objects.begin(obsolete)).isTrue();
        seed(both.seed().get(1), "1", "x");
        listed(SET, object("set/b/x", 10, "1"));
        Changes changes = objects.seeded(obsolete, torrent(obsolete, "1", "x"), now);
        assertThat(stops(changes)).containsExactly("set/a/x", "set/b/x");
        assertThat(seeds(changes)).containsExactly("set/b/x");
    }

    @Test
    void aFailureIsToldOnceAndTriedAgainMoreAndMoreSeldom() {
        Task task = listed(SET, object("set/a", 10, "1")).seed().get(0);
        assertThat(objects.begin(task)).isTrue();
        assertThat(objects.failed(task, new IOException("denied"), now).isNew()).isTrue();
        Changes retry = listed(SET, object("set/a", 10, "1"));
        assertThat(seeds(retry)).containsExactly("set/a");
        assertThat(objects.begin(retry.seed().get(0))).isTrue();
        assertThat(objects.failed(retry.seed().get(0), new IOException("denied"), now)
                        .isNew())
                .isFalse();
        assertThat(seeds(listed(SET, object("set/a", 10, "1")))).isEmpty();
        assertThat(seeds(listed(SET, object("set/a", 10, "1")))).containsExactly("set/a");
    }

    @Test
    void aTorrentThatAReadEndedIsSeededAgainWhenTheListingStillHasIt() {
        SeedHandle torrent = seed(listed(SET, object("set/a", 10, "1")).seed().get(0), "1", "a");
        assertThat(stops(objects.gone(torrent.metainfo().infoHash()))).containsExactly("set/a");
        assertThat(state("set/a")).isEqualTo(State.GONE);
        assertThat(seeds(listed(SET, object("set/a", 10, "2")))).containsExactly("set/a");
    }

    @Test
    void reportsAreInOrderAndInPages() {
        listed(SET, object("set/c", 1, "1"), object("set/a", 1, "1"), object("set/b", 1, "1"));
        List<FollowedObjects.Report> first = objects.after(Optional.empty(), 2);
        assertThat(keys(first.stream().map(FollowedObjects.Report::object))).containsExactly("set/a", "set/b");
        assertThat(keys(objects.after(Optional.of(first.get(1).object()), 2).stream()
                        .map(FollowedObjects.Report::object)))
                .containsExactly("set/c");
    }
}
