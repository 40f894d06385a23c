/**
 * The parts of {@code serve} that need no signal handler: what it prints, what {@code --check} foresees, and what the JVM must allow.
 *
 * <p>{@link io.s3torrent.cli.serve.ServeEvents} is called on threads of the daemon, the others on the main thread.
 */
@NullMarked
package io.s3torrent.cli.serve;

import org.jspecify.annotations.NullMarked;
