/**
 * A minimal HTTP/1.1 client for reading objects: GETs whose answers have a known length, over kept connections.
 *
 * <p>It writes a request head, parses a response head, and copies the body from the socket straight into the caller's array. This keeps the
 * CPU cost per byte and per request low. The AWS SDK's client sends all other requests. {@code SlowReads} decides which reads continue over
 * another connection. {@code s3.client} calls this package. All calls block.
 */
@NullMarked
package io.s3torrent.seeder.s3.direct;

import org.jspecify.annotations.NullMarked;
