/**
 * Provides helpers for the tests of all modules.
 *
 * <p>{@link io.s3torrent.testing.LeakGuard} fails a test class that leaks a buffer. {@link io.s3torrent.testing.ForeignTool} finds the
 * foreign programs that a test needs. The test-jar of this module contains the package for the other modules.
 */
@NullMarked
package io.s3torrent.testing;

import org.jspecify.annotations.NullMarked;
