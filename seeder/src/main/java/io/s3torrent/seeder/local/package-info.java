/**
 * Files of this machine as the content of a torrent: to make one, and to verify one.
 *
 * <p>Entry points: {@link io.s3torrent.seeder.local.LocalFolder} finds the files for a new torrent and makes it; {@link
 * io.s3torrent.seeder.local.LocalCopy} compares files with a torrent. Both read through {@code LocalBytes}. The calling thread waits; the
 * files are read on a few threads that end with the call. Nothing is written.
 */
@NullMarked
package io.s3torrent.seeder.local;

import org.jspecify.annotations.NullMarked;
