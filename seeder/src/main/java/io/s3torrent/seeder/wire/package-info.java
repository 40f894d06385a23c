/**
 * The peer wire: one port, many torrents, blocks out as slices of verified pieces.
 *
 * <p>The way in: {@code PeerServer} accepts and {@code Dialer} connects, {@code PeerPipeline} puts the handlers there, of which those
 * of {@code mse} go when the encryption is settled, {@code HandshakeHandler} keeps the place and the time until hands are shaken, {@code
 * Admission} says who may come. The way of a byte that arrives: {@code PeerWireDecoder} cuts messages and checks their bounds,
 * {@code PeerMessageHandler} answers. The way of a block that leaves: {@code RequestQueue} says which, the
 * {@link io.s3torrent.seeder.piece.PieceSource} gives its piece, {@code PeerWireEncoder} frames it. Neighbours: {@code engine}
 * (implemented here), {@code piece}, {@code metainfo}. Threads: a connection lives on one event loop, which never waits; a piece
 * arrives there as a task.
 */
@NullMarked
package io.s3torrent.seeder.wire;

import org.jspecify.annotations.NullMarked;
