package crooked.seeder.s3;

import crooked.seeder.Seeder;
import org.jspecify.annotations.NullMarked;

/** A sub-package of the seeder that imports its root. */
@NullMarked
public record Store(Seeder root) {}
