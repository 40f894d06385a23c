package crooked.tangle;

import org.jspecify.annotations.NullMarked;

/** A class with the simple name of another. */
@NullMarked
record Store() {}
