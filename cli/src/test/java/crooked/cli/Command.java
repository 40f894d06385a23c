package crooked.cli;

import org.jspecify.annotations.NullMarked;

/** A command line. */
@NullMarked
public record Command() {}
