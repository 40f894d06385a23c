package crooked.lifecycle;

import crooked.tracker.Tracker;
import org.jspecify.annotations.NullMarked;

/** A shared package that knows a product. */
@NullMarked
public record Lifecycle(Tracker tracker) {}
