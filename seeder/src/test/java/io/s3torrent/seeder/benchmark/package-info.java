/** Yardsticks and benchmarks; the scripts in {@code bench/} run them. */
@NullMarked
package io.s3torrent.seeder.benchmark;

import org.jspecify.annotations.NullMarked;
