package io.s3torrent.seeder.daemon;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the objects of all sources, and decides which torrents to make and which to stop; does neither. Guarded by its monitor.
 *
 * <p>An object that several sources have is seeded once, until none of them has it. Objects with the same bytes and name have one
 * torrent: when one of them ends, the others are seeded again.
 */
final class FollowedObjects {
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    private final NavigableMap<S3Location, Entry> objects =
            new TreeMap<>(Comparator.comparing(S3Location::bucket).thenComparing(S3Location::key));
    private final Map<String, Set<S3Location>> bySource = new HashMap<>();
    private final Map<InfoHash, Set<Entry>> byInfoHash = new HashMap<>();

    /** The state of an object. */
    enum State {
        /** Its torrent is to be made. */
        QUEUED,
        /** Its torrent is being found or made. */
        HASHING,
        /** Its torrent is seeded. */
        SEEDING,
        /** Its torrent could not be made; the next listing after some time tries again. */
        FAILED,
        /** The store had another version, or none, when a piece was read. The next listing decides. */
        GONE;

        /** The word for this state in JSON and metrics. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A torrent to make.
     *
     * @param generation of the object; another one makes this task obsolete
     */
    record Task(S3Location object, long length, int generation) {}

    /**
     * A torrent to stop.
     *
     * @param reason empty when the torrent is seeded again at once
     */
    record Ended(S3Location object, SeedHandle torrent, Optional<String> reason) {}

    /** The decisions. Stop torrents before you seed others. */
    record Changes(List<Ended> stop, List<Task> seed) {
        Changes() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static final class Entry {
        final S3Location location;
        final List<String> sources = new ArrayList<>(1);
        long length;
        String etag;
        int generation;
        State state = State.QUEUED;
        int failures;
        Instant retryAt = Instant.MIN;
        Instant seededAt = Instant.MIN;
        String problem = "";

        @Nullable SeedHandle torrent;

        Entry(ListedObject object) {
            location = object.location();
            length = object.length();
            etag = object.etag();
        }

        /** A store without ETags tells versions apart by their length only. */
        boolean isUnchanged(ListedObject now) {
            ETag other = ETag.of(now.etag());
            ETag known = ETag.of(etag);
            return length == now.length() && (known.isSame(other) || (known.isEmpty() && other.isEmpty()));
        }

        Task task() {
            return new Task(location, length, generation);
        }
    }

    /**
     * Compares a complete listing with what is known.
     *
     * @param began a time before the listing; torrents that were made later are newer than the listing
     */
    synchronized Changes listed(FollowedSource source, List<ListedObject> listing, Instant began, Instant now) {
        Changes changes = new Changes();
        Set<S3Location> present = new HashSet<>();
        for (ListedObject object : listing) {
            if (object.length() > 0) { // an empty object cannot be a torrent
                present.add(object.location());
                see(source.name(), object, began, now, changes);
            }
        }
        Set<S3Location> before = bySource.put(source.name(), present);
        if (before != null) {
            before.stream()
                    .filter(object -> !present.contains(object))
                    .forEach(object -> release(source.name(), object, "was deleted", changes));
        }
        return changes;
    }

    /** True when the source was listed before. */
    synchronized boolean isListed(FollowedSource source) {
        return bySource.containsKey(source.name());
    }

    private void see(String source, ListedObject object, Instant began, Instant now, Changes changes) {
        Entry entry = objects.get(object.location());
        if (entry == null) {
            entry = new Entry(object);
            objects.put(object.location(), entry);
            changes.seed().add(entry.task());
        } else if (entry.seededAt.isBefore(began)) {
            update(entry, object, now, changes);
        }
        if (!entry.sources.contains(source)) {
            entry.sources.add(source);
        }
    }

    private void update(Entry entry, ListedObject object, Instant now, Changes changes) {
        if (!entry.isUnchanged(object)) {
            entry.length = object.length();
            entry.etag = object.etag();
            entry.generation++;
            entry.failures = 0;
            entry.problem = "";
            end(entry, "was replaced", changes);
            queue(entry, changes);
        } else if (entry.state == State.GONE || (entry.state == State.FAILED && !now.isBefore(entry.retryAt))) {
            queue(entry, changes);
        }
    }

    /** A running task finds out itself that it is obsolete, so that no two of one object run at the same time. */
    private static void queue(Entry entry, Changes changes) {
        if (entry.state != State.HASHING) {
            entry.state = State.QUEUED;
            changes.seed().add(entry.task());
        }
    }

    /** Forgets a source. */
    synchronized Changes removed(String source) {
        Changes changes = new Changes();
        Set<S3Location> before = bySource.remove(source);
        if (before != null) {
            before.forEach(object -> release(source, object, "is no longer in a source", changes));
        }
        return changes;
    }

    private void release(String source, S3Location object, String reason, Changes changes) {
        Entry entry = objects.get(object);
        if (entry != null && entry.sources.remove(source) && entry.sources.isEmpty()) {
            objects.remove(object);
            end(entry, reason, changes);
        }
    }

    private void end(Entry entry, String reason, Changes changes) {
        SeedHandle torrent = entry.torrent;
        if (torrent != null) {
            entry.torrent = null;
            changes.stop().add(new Ended(entry.location, torrent, Optional.of(reason)));
            othersAgain(entry, torrent, changes);
        }
    }

    /** Seeds the other objects with the same torrent again, because stopping one stops all. */
    private void othersAgain(@Nullable Entry entry, SeedHandle torrent, Changes changes) {
        Set<Entry> same = byInfoHash.remove(torrent.metainfo().infoHash());
        if (same == null) {
            return;
        }
        for (Entry other : same) {
            SeedHandle shared = other.torrent;
            if (other != entry && shared != null) {
                changes.stop().add(new Ended(other.location, shared, Optional.empty()));
                other.torrent = null;
                other.generation++;
                queue(other, changes);
            }
        }
    }

    /** Begins a task; false when it is obsolete. */
    synchronized boolean begin(Task task) {
        Entry entry = objects.get(task.object());
        if (entry == null || entry.generation != task.generation() || entry.state != State.QUEUED) {
            return false;
        }
        entry.state = State.HASHING;
        return true;
    }

    /** Ends a task whose torrent is seeded. */
    synchronized Changes seeded(Task task, SeedHandle torrent, Instant now) {
        Changes changes = new Changes();
        Entry entry = objects.get(task.object());
        if (entry == null || entry.generation != task.generation()) {
            changes.stop().add(new Ended(task.object(), torrent, Optional.empty())); // it was not told yet
            again(entry, changes);
            othersAgain(null, torrent, changes);
            return changes;
        }
        ObjectVersion version = torrent.content().objects().get(0);
        entry.length = version.length();
        entry.etag = version.etag();
        entry.state = State.SEEDING;
        entry.failures = 0;
        entry.problem = "";
        entry.seededAt = now;
        entry.torrent = torrent;
        byInfoHash
                .computeIfAbsent(torrent.metainfo().infoHash(), any -> new HashSet<>(2))
                .add(entry);
        return changes;
    }

    private static void again(@Nullable Entry entry, Changes changes) {
        if (entry != null && entry.state == State.HASHING) {
            entry.state = State.QUEUED;
            changes.seed().add(entry.task());
        }
    }

    /** A task that has failed. */
    record Failure(boolean isNew, Changes changes) {}

    /** Ends a task that has failed. */
    synchronized Failure failed(Task task, IOException reason, Instant now) {
        Changes changes = new Changes();
        Entry entry = objects.get(task.object());
        if (entry == null || entry.generation != task.generation()) {
            again(entry, changes);
            return new Failure(false, changes);
        }
        String problem = String.valueOf(reason.getMessage());
        boolean isNew = !problem.equals(entry.problem);
        entry.problem = problem;
        entry.state = State.FAILED;
        long factor = 1L << Math.min(entry.failures++, 10);
        Duration wait = FIRST_RETRY.multipliedBy(factor);
        entry.retryAt = now.plus(wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY);
        return new Failure(isNew, changes);
    }

    /** Notes that a torrent ended, because a read showed that its object is gone or was replaced. */
    synchronized Changes gone(InfoHash infoHash) {
        Changes changes = new Changes();
        Set<Entry> ended = byInfoHash.remove(infoHash);
        if (ended != null) {
            for (Entry entry : ended) {
                SeedHandle torrent = entry.torrent;
                if (torrent != null) {
                    changes.stop().add(new Ended(entry.location, torrent, Optional.empty()));
                }
                entry.torrent = null;
                entry.state = State.GONE;
            }
        }
        return changes;
    }

    /** One object for reports. */
    record Report(
            S3Location object,
            State state,
            long length,
            @Nullable SeedHandle torrent,
            String problem) {}

    /** The objects after one, in the order of buckets and keys; at most {@code limit}. */
    synchronized List<Report> after(Optional<S3Location> object, int limit) {
        Map<S3Location, Entry> tail = object.isPresent() ? objects.tailMap(object.get(), false) : objects;
        return tail.values().stream()
                .limit(limit)
                .map(entry -> new Report(entry.location, entry.state, entry.length, entry.torrent, entry.problem))
                .toList();
    }

    /** The number of objects in each state. */
    synchronized Map<State, Integer> counts() {
        Map<State, Integer> counts = new TreeMap<>();
        for (State state : State.values()) {
            counts.put(state, 0);
        }
        objects.values().forEach(entry -> counts.merge(entry.state, 1, Integer::sum));
        return counts;
    }
}
