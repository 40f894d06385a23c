/**
 * What the tests of every module share.
 *
 * <p>Duty: {@link io.s3torrent.testing.LeakGuard} fails a test class that leaks a buffer, by itself;
 * {@link io.s3torrent.testing.ForeignTool} names the programs of others that a test needs. Neighbours: none; the test-jar carries it
 * to the other modules. Threads: none of its own.
 */
@NullMarked
package io.s3torrent.testing;

import org.jspecify.annotations.NullMarked;
