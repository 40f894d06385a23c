package astray;

import org.jspecify.annotations.NullMarked;

/** A class that lives in nobody's house. */
@NullMarked
public record Lodger() {}
