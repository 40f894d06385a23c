/**
 * Uploads a file, and makes its torrent from the same read of the file.
 *
 * <p>{@link io.s3torrent.seeder.put.ObjectUpload} is the whole path. The thread that runs it reads the file part by part into a few buffers
 * and hashes the pieces ({@code SourceFile}, {@code PartSlot}, {@code FileTorrent}). {@code PartsUpload} sends the parts in parallel, and
 * skips those that the store already has. The package uses {@code s3}, {@code hashing} and {@code metainfo}. It has one thread for each
 * buffer, which ends with the upload.
 */
@NullMarked
package io.s3torrent.seeder.put;

import org.jspecify.annotations.NullMarked;
