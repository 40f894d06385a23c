/**
 * Decides which peers may connect and which peer to dial next: {@link io.s3torrent.seeder.wire.connect.ConnectionLimits} counts
 * connections per address and picks the one that gives way, {@link io.s3torrent.seeder.wire.connect.PeerFilter} allows or denies addresses, {@link
 * io.s3torrent.seeder.wire.connect.DialBook} picks the next peer to dial, {@link io.s3torrent.seeder.wire.connect.AnnouncedPeers} knows
 * which addresses will probably connect. This package performs no I/O.
 */
@NullMarked
package io.s3torrent.seeder.wire.connect;

import org.jspecify.annotations.NullMarked;
