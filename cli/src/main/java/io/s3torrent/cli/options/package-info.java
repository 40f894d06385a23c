/**
 * Options and arguments: picocli mixins that several commands share, and the types of their values.
 *
 * <p>{@link io.s3torrent.cli.options.ArgumentConverters} registers the value types with the parser. {@link
 * io.s3torrent.cli.options.Environment} gives options their values from environment variables. Everything runs on the main
 * thread.
 */
@NullMarked
package io.s3torrent.cli.options;

import org.jspecify.annotations.NullMarked;
