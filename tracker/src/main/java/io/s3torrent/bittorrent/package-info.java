/**
 * The vocabulary of BitTorrent that every room speaks: info-hash, peer id, peer endpoint, and bencode: read with tolerance, written strictly.
 *
 * <p>Duty: values and one codec, nothing else. Neighbours: none, only {@code java.*}. Threads: all values are immutable and
 * the codec keeps no state between calls.
 */
@NullMarked
package io.s3torrent.bittorrent;

import org.jspecify.annotations.NullMarked;
