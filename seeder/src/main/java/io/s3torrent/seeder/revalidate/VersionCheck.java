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
 * Asks the store whether objects are still the versions that they were: one HEAD for one object, one LIST for many.
 *
 * <p>A listing is believed when it names the same ETag and length. Whatever else it says, or does not say, only a HEAD of the object
 * shows that it is gone. Blocks. For one thread at a time.
 */
final class VersionCheck {
    /** HEADs in one check of objects that the listing does not confirm; the next check goes on with the others. */
    static final int MAX_HEADS = 100;
    /** Keys listed before the rest is asked for by HEAD: a few objects may lie below a prefix of millions. */
    private static final int MIN_LISTED = 10_000;

    private static final int PAGE = 1000;

    private final Content content;
    private final ObjectStore store;
    private final NeighbourObjects neighbours;
    private final Turns turns;
    /** The HEAD that the next check of many objects begins with. */
    private int firstHead;

    /** What the store said. */
    sealed interface Verdict {
        /** All are what they were. */
        record Unchanged() implements Verdict {}

        /** One is gone, or another version. */
        record Gone(ObjectException reason) implements Verdict {}

        /** The store answered 403 for one, and gave another object of the bucket. */
        record Forbidden(ObjectException reason) implements Verdict {}

        /** Nothing about the objects. */
        record Unanswered() implements Verdict {}
    }

    /** Lets a request wait for its turn. */
    @FunctionalInterface
    interface Turns {
        void await() throws InterruptedException;
    }

    /**
     * Checks of the objects of {@code content}.
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
            // All were seen, or the listing has become too long.
        } catch (ObjectException.Unavailable e) {
            return new Verdict.Unanswered();
        } catch (ObjectException e) {
            // The store allows no listing: the HEADs tell.
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

    /** Why one version is not the other; empty when it is. */
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

    /** The folder that all keys lie in. Some stores list only what is below a slash. */
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

    /** What a listing has not confirmed yet. */
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

        /** A listing says nothing of versions. */
        private boolean isSame(ObjectVersion known, ListedObject now) {
            return known.location().equals(now.location()) && known.isOf(now.etag(), now.length());
        }

        List<ObjectVersion> unseen() {
            return List.copyOf(unseen.values());
        }
    }

    /** Ends a listing. */
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough is listed", null, false, false);
        }
    }
}
