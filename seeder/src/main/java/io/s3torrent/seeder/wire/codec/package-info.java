/**
 * The messages of the peer wire protocol (BEP 3, 6, 10, 52) as bytes.
 *
 * <p>{@link io.s3torrent.seeder.wire.codec.PeerWireDecoder} cuts messages, checks their bounds and calls a {@link
 * io.s3torrent.seeder.wire.codec.PeerListener}; {@link io.s3torrent.seeder.wire.codec.PeerWireEncoder} frames outgoing messages; {@link
 * io.s3torrent.seeder.wire.codec.WireFormat} has the message ids and all bounds. Each decoder lives on one event loop.
 */
@NullMarked
package io.s3torrent.seeder.wire.codec;

import org.jspecify.annotations.NullMarked;
