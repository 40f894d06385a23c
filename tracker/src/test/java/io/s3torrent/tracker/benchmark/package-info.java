/** Benchmarks of the tracker; {@code bench/jmh.sh} runs them. */
@NullMarked
package io.s3torrent.tracker.benchmark;

import org.jspecify.annotations.NullMarked;
