/**
 * Files into the store: one read of a file gives its torrent and the parts of its object.
 *
 * <p>Duty: {@link io.s3torrent.seeder.put.ObjectUpload} is the whole path. The thread that runs it reads the file part by part into a
 * few buffers and hashes the pieces ({@code SourceFile}, {@code PartSlot}); {@code PartSenders} sends what is read, or finds that
 * the store has it ({@code UploadedParts}). Neighbours: {@code s3} and {@code metainfo} below. Threads: the caller's, and one for each
 * buffer, all ended when the upload ends.
 */
@NullMarked
package io.s3torrent.seeder.put;

import org.jspecify.annotations.NullMarked;
