/**
 * HTTP/1.1 as far as reading objects needs it: GETs whose answers have a known length, over kept connections.
 *
 * <p>Of every byte of an object, and of every request for some of them, this is what is left of an HTTP client's work: a head that
 * is written, a head that is parsed, and a body that goes from the socket into the caller's array. What is not of that kind is for
 * a whole client. Neighbours: none; {@code s3} calls it. Threads: all calls block.
 */
@NullMarked
package io.s3torrent.seeder.s3.direct;

import org.jspecify.annotations.NullMarked;
