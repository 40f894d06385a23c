package io.s3torrent.seeder.engine;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Trackers of which one is told (BEP 12): in random order at first, and from then on the one that answered before the others. Its
 * owner guards it.
 */
final class TrackerTier {
    private final List<URI> trackers;
    private int at;

    /** A tier of at least one tracker. */
    TrackerTier(List<URI> trackers, Random random) {
        this.trackers = new ArrayList<>(trackers);
        Collections.shuffle(this.trackers, random);
    }

    /** Begins with one that was told before, if it has such. */
    void prefer(Collection<URI> told) {
        trackers.sort(Comparator.comparing(tracker -> !told.contains(tracker)));
    }

    /** The one to be told. */
    URI current() {
        return trackers.get(at);
    }

    /** The current one answered. */
    void answered() {
        trackers.add(0, trackers.remove(at));
        at = 0;
    }

    /** The current one did not answer: the next is. False when that was the last, and the first is current again. */
    boolean failed() {
        at = (at + 1) % trackers.size();
        return at > 0;
    }
}
