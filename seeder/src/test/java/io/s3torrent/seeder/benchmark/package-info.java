/**
 * Benchmarks and baselines; the scripts in {@code bench/} run them.
 *
 * <p>Each benchmark measures one part that determines the cost of a gibibyte, through its public API ({@code bench/jmh.sh}). {@link
 * io.s3torrent.seeder.benchmark.BareGets} measures what the plain SDK needs for the same work. JMH supplies the threads.
 */
@NullMarked
package io.s3torrent.seeder.benchmark;

import org.jspecify.annotations.NullMarked;
