package crooked.seeder.dispatch;

import crooked.seeder.s3.Store;
import org.jspecify.annotations.NullMarked;

/** A policy class that uses more than the JDK. */
@NullMarked
record Policy(Store store) {}
