/**
 * What a command prints: results on stdout as text or JSON lines, messages and progress on stderr, and the exit code.
 *
 * <p>Entry points: {@link io.s3torrent.cli.output.Output} (stdout) and {@link io.s3torrent.cli.output.Console} (stderr). Both are
 * thread-safe.
 */
@NullMarked
package io.s3torrent.cli.output;

import org.jspecify.annotations.NullMarked;
