/**
 * Uploads a file or a stream: one read gives the torrent and the parts of the object.
 *
 * <p>Entry point: {@link io.s3torrent.seeder.put.ObjectUpload}, which is the whole path. {@code TargetCheck} looks first at what is in the
 * place of the upload: an object with other bytes stays, and one with the same bytes is not sent again. The thread that runs the upload
 * reads part by part ({@code PartSource}) into a few buffers ({@code PartSlot}) and hashes the pieces; {@code PartsUpload} sends the parts.
 * Neighbours: {@code s3} and {@code metainfo} below. Threads: the caller's, and one for each buffer, all ended when the upload ends.
 */
@NullMarked
package io.s3torrent.seeder.put;

import org.jspecify.annotations.NullMarked;
