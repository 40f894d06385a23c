/**
 * Checksums that stores keep of objects, as arithmetic: {@link CrcAlgorithm} computes the CRC of a range and joins those of ranges that
 * were read in parallel.
 *
 * <p>Knows no store and starts no threads.
 */
@NullMarked
package io.s3torrent.seeder.checksum;

import org.jspecify.annotations.NullMarked;
