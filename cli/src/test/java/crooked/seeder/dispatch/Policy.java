package crooked.seeder.dispatch;

import crooked.seeder.s3.Store;
import org.jspecify.annotations.NullMarked;

/** A policy that looks beyond java. */
@NullMarked
record Policy(Store store) {}
