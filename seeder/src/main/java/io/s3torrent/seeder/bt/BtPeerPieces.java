package io.s3torrent.seeder.bt;

import bt.data.PeerBitfield;
import bt.net.ConnectionKey;
import bt.protocol.BitOrder;
import bt.protocol.Bitfield;
import bt.protocol.Have;
import bt.torrent.BitfieldBasedStatistics;
import bt.torrent.annotation.Consumes;
import bt.torrent.messaging.MessageContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which pieces each connected peer has, and restores them in the library. When a peer reconnects, the library may clean up after
 * the old connection when the new one has already sent its BITFIELD; it would then wait for ever. Thread-safe.
 *
 * <p>Public and top-level, because the library finds and calls its methods by reflection.
 */
public final class BtPeerPieces {
    private final int pieceCount;
    private final Map<ConnectionKey, PeerBitfield> known = new ConcurrentHashMap<>();

    BtPeerPieces(int pieceCount) {
        this.pieceCount = pieceCount;
    }

    /** Receives a BITFIELD. */
    @Consumes
    public void consume(Bitfield bitfield, MessageContext context) {
        known.put(
                context.getConnectionKey(),
                new PeerBitfield(bitfield.getBitfield(), BitOrder.LITTLE_ENDIAN, pieceCount));
    }

    /** Receives a HAVE. */
    @Consumes
    public void consume(Have have, MessageContext context) {
        known.computeIfAbsent(context.getConnectionKey(), key -> new PeerBitfield(pieceCount))
                .markPeerPieceVerified(have.getPieceIndex());
    }

    /** Forgets a peer that has disconnected. */
    void forget(ConnectionKey peer) {
        known.remove(peer);
    }

    /** Restores the pieces that the library has forgotten. */
    void restore(BitfieldBasedStatistics statistics) {
        known.forEach((peer, pieces) -> {
            int there = statistics
                    .getPeerBitfield(peer)
                    .map(PeerBitfield::getPiecesComplete)
                    .orElse(0);
            if (there < pieces.getPiecesComplete()) {
                pieces.forEachVerifiedPiece(piece -> statistics.addPiece(peer, piece));
            }
        });
    }
}
