package io.s3torrent.seeder.engine;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A tier of trackers: announces go to one tracker of the tier at a time (BEP 12). The order is random at first; a tracker that answers
 * moves to the front. Guarded by its owner.
 */
final class TrackerTier {
    private final List<URI> trackers;
    private int at;

    /** Creates a tier of at least one tracker. */
    TrackerTier(List<URI> trackers, Random random) {
        this.trackers = new ArrayList<>(trackers);
        Collections.shuffle(this.trackers, random);
    }

    /** Moves trackers that were told earlier to the front. */
    void prefer(Collection<URI> told) {
        trackers.sort(Comparator.comparing(tracker -> !told.contains(tracker)));
    }

    /** The tracker to announce to. */
    URI current() {
        return trackers.get(at);
    }

    /** Notes that the current tracker answered. */
    void answered() {
        trackers.add(0, trackers.remove(at));
        at = 0;
    }

    /** Moves on to the next tracker after a failure. Returns false if the failed one was the last; the first one is then current again. */
    boolean failed() {
        at = (at + 1) % trackers.size();
        return at > 0;
    }
}
