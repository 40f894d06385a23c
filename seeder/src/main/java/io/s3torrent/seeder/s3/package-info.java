/**
 * The seam to S3: all that the rest of the seeder sees of a store.
 *
 * <p>{@link io.s3torrent.seeder.s3.ObjectStore} reads, {@link io.s3torrent.seeder.s3.ObjectWriter} writes. Every failure is an {@link
 * io.s3torrent.seeder.s3.ObjectException} that names the object, the range and what to do. The other types are the values that the two
 * interfaces use: locations, versions, checksums, listings. The calls block; never call them on an event loop. {@code s3.client} implements
 * the seam with the AWS SDK.
 */
@NullMarked
package io.s3torrent.seeder.s3;

import org.jspecify.annotations.NullMarked;
