package astray;

import org.jspecify.annotations.NullMarked;

/** A class outside the root package. */
@NullMarked
public record Lodger() {}
