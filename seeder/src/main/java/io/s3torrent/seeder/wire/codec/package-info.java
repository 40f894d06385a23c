/**
 * Encodes and decodes the messages of the peer protocol (BEP 3, 6, 10, 52).
 *
 * <p>{@link io.s3torrent.seeder.wire.codec.PeerWireDecoder} cuts messages, checks their bounds and calls its {@code
 * MessageListener}; {@link io.s3torrent.seeder.wire.codec.PeerWireEncoder} frames outgoing messages, {@link
 * io.s3torrent.seeder.wire.codec.MessageWriter} writes them with back-pressure; {@link io.s3torrent.seeder.wire.codec.WireFormat} has the
 * message ids and all bounds. Decoders and writers run on one event loop.
 */
@NullMarked
package io.s3torrent.seeder.wire.codec;

import org.jspecify.annotations.NullMarked;
