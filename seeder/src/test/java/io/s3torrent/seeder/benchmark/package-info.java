/**
 * Yardsticks and benchmarks; the scripts in {@code bench/} run them.
 *
 * <p>Duty: how fast the parts are that decide what a gibibyte costs, one class each, against its public face ({@code bench/jmh.sh}); what
 * others would need for the same work ({@link io.s3torrent.seeder.benchmark.BareGets}). Neighbours: the parts. Threads: JMH's.
 */
@NullMarked
package io.s3torrent.seeder.benchmark;

import org.jspecify.annotations.NullMarked;
