/**
 * Writes JSON for all parts of the program. {@link io.s3torrent.json.JsonObject} is the only user of Jackson's streaming core.
 *
 * <p>Threads: each object is for one thread at a time.
 */
@NullMarked
package io.s3torrent.json;

import org.jspecify.annotations.NullMarked;
