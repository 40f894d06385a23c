package crooked.net;

import crooked.tracker.Tracker;
import org.jspecify.annotations.NullMarked;

/** A shared package that knows a product. */
@NullMarked
public record Net(Tracker tracker) {}
