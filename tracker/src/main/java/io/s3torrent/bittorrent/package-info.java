/**
 * Provides BitTorrent's basic values: info-hash, peer id and peer endpoint, and a bencode codec that decodes leniently and encodes
 * canonically.
 *
 * <p>Uses only {@code java.*}. All values are immutable, and the codec keeps no state between calls, so any thread may use them.
 */
@NullMarked
package io.s3torrent.bittorrent;

import org.jspecify.annotations.NullMarked;
