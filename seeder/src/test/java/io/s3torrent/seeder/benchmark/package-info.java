/**
 * How fast the parts are that decide what a gibibyte costs; {@code bench/jmh.sh} runs them.
 *
 * <p>Duty: one class per part, against its public face, with nothing around it. Neighbours: the parts. Threads: JMH's.
 */
@NullMarked
package io.s3torrent.seeder.benchmark;

import org.jspecify.annotations.NullMarked;
