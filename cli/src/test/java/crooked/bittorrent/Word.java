package crooked.bittorrent;

import crooked.tracker.Tracker;
import org.jspecify.annotations.NullMarked;

/** A vocabulary class that uses more than the JDK. */
@NullMarked
record Word(Tracker tracker) {}
