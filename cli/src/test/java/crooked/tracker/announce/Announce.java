package crooked.tracker.announce;

import crooked.tracker.Tracker;
import org.jspecify.annotations.NullMarked;

/** A room of the tracker that imports its root. */
@NullMarked
record Announce(Tracker root) {}
