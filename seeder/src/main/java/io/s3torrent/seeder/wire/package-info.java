/**
 * Implements the peer protocol: one port serves all torrents and sends blocks as slices of verified pieces.
 *
 * <p>A connection: {@code PeerServer} accepts it or {@code Dialer} opens it. {@code PeerPipeline} sets up its handlers; those of {@code
 * mse} remove themselves when the encryption is settled. {@code HandshakeHandler} enforces the handshake timeout, {@code PeerAdmission}
 * decides who may connect, and a {@code PeerConnection} is added when the handshake is done.
 *
 * <p>A message: {@code PeerWireDecoder} cuts it and checks its bounds, {@code PeerMessageHandler} answers it. A block: {@code
 * RequestQueue} picks the next one, {@code PieceLoader} gets its piece from the {@link io.s3torrent.seeder.piece.PieceSource}, {@code
 * BlockSender} writes it. A {@code PeerSwarm} is a torrent with its connected peers; each of them is a {@code ConnectedPeer}.
 *
 * <p>Neighbours: {@code engine} (implemented here), {@code dispatch}, {@code piece}, {@code metainfo}. Threads: a connection runs on one
 * event loop, which never blocks. Loaded pieces and decisions about other peers arrive there as tasks.
 */
@NullMarked
package io.s3torrent.seeder.wire;

import org.jspecify.annotations.NullMarked;
