package crooked.tangle;

import org.jspecify.annotations.NullMarked;

/** One of three classes that form a cycle, in a package with too many files. */
@NullMarked
record Second(Third next) {}
