/**
 * Several objects: which of those below a prefix, and as which files of one torrent.
 *
 * <p>Duty: {@link io.s3torrent.seeder.prefix.KeySelection} lists a prefix and leaves out what nobody wants; {@link
 * io.s3torrent.seeder.prefix.ObjectFolder} lays the objects out as the files of a torrent that is to be made, or finds those of
 * one that is given. Neighbours: {@code s3} lists and stats, {@code piece} has the content, {@code metainfo} the files. Threads:
 * none but those lent for many HEADs at once.
 */
@NullMarked
package io.s3torrent.seeder.prefix;

import org.jspecify.annotations.NullMarked;
