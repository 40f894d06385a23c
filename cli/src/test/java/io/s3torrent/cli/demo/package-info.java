/**
 * {@code ./s3torrent demo}: shows the program on a machine that has no S3 store.
 *
 * <p>{@link io.s3torrent.cli.demo.Demo} has the steps. A {@code Run} is one call of the launcher, as a user would make it. {@code Bill}
 * is the table at the end. The store is S3Proxy, from the seeder's test-jar. The demo is therefore test code, and not part of the shipped
 * jar. Threads: one per process, which reads its JSON lines.
 */
@NullMarked
package io.s3torrent.cli.demo;

import org.jspecify.annotations.NullMarked;
