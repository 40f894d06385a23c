package crooked.bittorrent;

import crooked.tracker.Tracker;
import org.jspecify.annotations.NullMarked;

/** A vocabulary that looks beyond java. */
@NullMarked
record Word(Tracker tracker) {}
