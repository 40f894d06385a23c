package io.s3torrent.seeder.revalidate;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the store whether objects still are the pinned versions: with one HEAD for one object, or one LIST for many.
 *
 * <p>A listing confirms an object if it has the same ETag and length. In all other cases, only a HEAD can show that the object is gone.
 * Blocks. For use by one thread at a time.
 */
final class VersionCheck {
    /** The most HEADs in one check, for objects that the listing does not confirm. The next check continues with the others. */
    static final int MAX_HEADS = 100;
    /**
     * The least number of listed keys before the remaining objects are checked with HEAD. A few objects may share a prefix with millions of
     * others.
     */
    private static final int MIN_LISTED = 10_000;

    private static final int PAGE = 1000;

    private final Content content;
    private final ObjectStore store;
    private final NeighbourObjects neighbours;
    private final Turns turns;
    /** Where the HEADs of the next check begin. */
    private int firstHead;

    /** The result of a check. */
    sealed interface Verdict {
        /** All objects are unchanged. */
        record Unchanged() implements Verdict {}

        /** An object is gone or was replaced. */
        record Gone(ObjectException reason) implements Verdict {}

        /** The store answered 403 for one object, but gave access to another object of the bucket. */
        record Forbidden(ObjectException reason) implements Verdict {}

        /** The answer says nothing about the objects. */
        record Unanswered() implements Verdict {}
    }

    /** Delays a request until its turn. */
    @FunctionalInterface
    interface Turns {
        void await() throws InterruptedException;
    }

    /**
     * Makes a check of the objects of {@code content}.
     *
     * @param turns is called before each request
     */
    VersionCheck(Content content, ObjectStore store, NeighbourObjects neighbours, Turns turns) {
        this.content = content;
        this.store = store;
        this.neighbours = neighbours;
        this.turns = turns;
    }

    Verdict run() throws InterruptedException {
        List<ObjectVersion> objects = content.objects().stream().distinct().toList();
        turns.await();
        if (objects.size() == 1) {
            return head(objects.get(0));
        }
        Listed listed = new Listed(objects);
        try {
            store.list(prefix(objects), listed::take);
        } catch (EnoughException e) {
            // All objects were seen, or the listing is too long.
        } catch (ObjectException.Unavailable e) {
            return new Verdict.Unanswered();
        } catch (ObjectException e) {
            // The store does not allow listing, so HEADs must check all objects.
        }
        return heads(listed.unseen());
    }

    private Verdict heads(List<ObjectVersion> suspects) throws InterruptedException {
        List<ObjectVersion> inTurn = new ArrayList<>(suspects);
        int heads = Math.min(inTurn.size(), MAX_HEADS);
        Collections.rotate(inTurn, -firstHead);
        firstHead = Math.floorMod(firstHead + heads, Integer.MAX_VALUE);
        for (ObjectVersion known : inTurn.subList(0, heads)) {
            turns.await();
            Verdict verdict = head(known);
            if (!(verdict instanceof Verdict.Unchanged)) {
                return verdict;
            }
        }
        return new Verdict.Unchanged();
    }

    private Verdict head(ObjectVersion known) throws InterruptedException {
        try {
            ObjectVersion now = store.stat(known.location());
            neighbours.answered(known.location());
            Optional<ObjectException> replaced = replaced(known, now);
            return replaced.isPresent() ? new Verdict.Gone(replaced.get()) : new Verdict.Unchanged();
        } catch (ObjectException.NotFound | ObjectException.Changed e) {
            return new Verdict.Gone(e);
        } catch (ObjectException e) {
            return e.isForbidden() && anotherIsGiven(known.location())
                    ? new Verdict.Forbidden(e)
                    : new Verdict.Unanswered();
        }
    }

    /** Why {@code now} is not the known version; empty when it is. */
    static Optional<ObjectException> replaced(ObjectVersion known, ObjectVersion now) {
        return known.equals(now)
                ? Optional.empty()
                : Optional.of(new ObjectException.Changed(
                        known.location() + ": the object was replaced (it was " + text(known) + ", it is " + text(now)
                                + ")",
                        null));
    }

    private static String text(ObjectVersion version) {
        return version.length() + " bytes, ETag " + version.etag()
                + version.versionId().map(id -> ", version " + id).orElse("");
    }

    private boolean anotherIsGiven(S3Location refused) throws InterruptedException {
        Optional<S3Location> other = neighbours.other(refused);
        if (other.isEmpty()) {
            return false;
        }
        turns.await();
        try {
            store.stat(other.get());
            return true;
        } catch (ObjectException e) {
            return false;
        }
    }

    /** The deepest common folder of all keys. Some stores can list only prefixes that end in a slash. */
    private static S3Prefix prefix(List<ObjectVersion> objects) {
        S3Location first = objects.get(0).location();
        int length = first.key().lastIndexOf('/') + 1;
        for (ObjectVersion object : objects) {
            while (!object.location().key().startsWith(first.key().substring(0, length))) {
                length = first.key().lastIndexOf('/', length - 2) + 1;
            }
        }
        return new S3Prefix(first.bucket(), first.key().substring(0, length));
    }

    /** Collects the objects that a listing has not confirmed. */
    private final class Listed {
        private final Map<S3Location, ObjectVersion> unseen = new LinkedHashMap<>();
        private final long most;
        private long count;

        Listed(List<ObjectVersion> objects) {
            objects.forEach(object -> unseen.put(object.location(), object));
            most = MIN_LISTED + 10L * objects.size();
        }

        void take(ListedObject object) {
            ObjectVersion known = unseen.get(object.location());
            if (known != null && isSame(known, object)) {
                unseen.remove(object.location());
            }
            count++;
            if (unseen.isEmpty() || count >= most) {
                throw new EnoughException();
            }
            if (count % PAGE == 0) {
                awaitPage();
            }
        }

        private void awaitPage() {
            try {
                turns.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EnoughException();
            }
        }

        /** True when a listing confirms the version; listings have no version ids. */
        private boolean isSame(ObjectVersion known, ListedObject now) {
            return known.location().equals(now.location()) && known.isOf(now.etag(), now.length());
        }

        List<ObjectVersion> unseen() {
            return List.copyOf(unseen.values());
        }
    }

    /** Stops a listing. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough is listed", null, false, false);
        }
    }
}
