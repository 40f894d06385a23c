/**
 * Torrents of several objects: selects objects below a prefix, and maps them to the files of one torrent.
 *
 * <p>{@link io.s3torrent.seeder.prefix.KeySelection} lists a prefix and applies the user's filter. {@link
 * io.s3torrent.seeder.prefix.ObjectFolder} arranges the objects as the files of a new torrent; {@link
 * io.s3torrent.seeder.prefix.ObjectMatcher} finds the objects of a given torrent. The package uses {@code s3} for requests, {@code piece}
 * for the content, and {@code metainfo} for files. It has no threads; callers lend some for parallel HEADs.
 */
@NullMarked
package io.s3torrent.seeder.prefix;

import org.jspecify.annotations.NullMarked;
