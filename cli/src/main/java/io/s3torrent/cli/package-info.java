/**
 * The command line: parse, one library call, print, exit code.
 *
 * <p>Duty: {@link io.s3torrent.cli.S3Torrent} is the entrance; each command is one class, and what commands share is a mixin
 * ({@code CommonOptions}, {@code S3OptionGroup}, {@code SeederOptions}). A value type parses itself ({@code Size}, {@code HostPort})
 * and says what it expected. stdout is the result, text or JSON lines ({@code Output}); stderr is talk: progress, warnings, errors
 * ({@code Talk}). Neighbours: {@code seeder} below, nobody above. Threads: the main thread runs the command; {@code SignalHandler}
 * ends it in order when the process is told to end.
 */
@NullMarked
package io.s3torrent.cli;

import org.jspecify.annotations.NullMarked;
