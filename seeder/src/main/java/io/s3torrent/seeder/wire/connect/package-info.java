/**
 * Who may connect and whom to connect to: {@link io.s3torrent.seeder.wire.connect.ConnectionLimits} counts connections per
 * address and decides which one gives way, {@link io.s3torrent.seeder.wire.connect.PeerFilter} allows or denies addresses, {@link
 * io.s3torrent.seeder.wire.connect.DialBook} picks the next peer to dial. Decisions only; no I/O.
 */
@NullMarked
package io.s3torrent.seeder.wire.connect;

import org.jspecify.annotations.NullMarked;
