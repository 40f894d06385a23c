package crooked.tracker;

import crooked.seeder.Seeder;
import org.jspecify.annotations.NullMarked;

/** A tracker that knows the seeder. */
@NullMarked
public record Tracker(Seeder seeder) {}
