/**
 * JSON, as every part of the program writes it: {@link io.s3torrent.json.JsonObject} is the only user of Jackson's streaming core.
 * Threads: any, one at a time.
 */
@NullMarked
package io.s3torrent.json;

import org.jspecify.annotations.NullMarked;
