package crooked.seeder;

import crooked.cli.Command;
import crooked.seeder.s3.Store;
import org.jspecify.annotations.NullMarked;

/** A seeder that knows the command line, and forms a cycle with its sub-package. */
@NullMarked
public record Seeder(Command command, Store store) {}
