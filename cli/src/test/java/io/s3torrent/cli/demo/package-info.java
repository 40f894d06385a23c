/**
 * {@code ./s3torrent demo}: the product at work on a machine that has no S3 store.
 *
 * <p>Duty: {@link io.s3torrent.cli.demo.Demo} tells the story, step by step; a {@code Run} is one call of the launcher, as the
 * reader could make it; {@code Bill} is the table at the end. Neighbours: S3Proxy, from the seeder's test-jar, is the store; that is
 * why this lies among the tests and is no part of the shipped jar. Threads: one per process, reading its JSON lines.
 */
@NullMarked
package io.s3torrent.cli.demo;

import org.jspecify.annotations.NullMarked;
