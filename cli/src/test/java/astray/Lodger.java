package astray;

import org.jspecify.annotations.NullMarked;

/** A class outside the known packages. */
@NullMarked
public record Lodger() {}
