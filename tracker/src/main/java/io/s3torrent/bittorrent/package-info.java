/**
 * The values of BitTorrent: info-hash, peer id, peer endpoint, and bencode, which is read tolerantly and written strictly.
 *
 * <p>Uses only {@code java.*}. All values are immutable, and the codec keeps no state between calls, so any thread may use them.
 */
@NullMarked
package io.s3torrent.bittorrent;

import org.jspecify.annotations.NullMarked;
