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
 * Remembers which pieces each connected peer has, and tells the library again when it forgot: when its only peer comes back, it cleans
 * up after the old connection once the new one has said what it has, and would wait for ever. Safe for use by many threads.
 *
 * <p>Public and of its own, as the library finds and calls its methods by reflection.
 */
public final class BtPeerPieces {
    private final int pieceCount;
    private final Map<ConnectionKey, PeerBitfield> known = new ConcurrentHashMap<>();

    BtPeerPieces(int pieceCount) {
        this.pieceCount = pieceCount;
    }

    /** Hears a BITFIELD. */
    @Consumes
    public void consume(Bitfield bitfield, MessageContext context) {
        known.put(
                context.getConnectionKey(),
                new PeerBitfield(bitfield.getBitfield(), BitOrder.LITTLE_ENDIAN, pieceCount));
    }

    /** Hears a HAVE. */
    @Consumes
    public void consume(Have have, MessageContext context) {
        known.computeIfAbsent(context.getConnectionKey(), key -> new PeerBitfield(pieceCount))
                .markPeerPieceVerified(have.getPieceIndex());
    }

    /** A peer is gone. */
    void forget(ConnectionKey peer) {
        known.remove(peer);
    }

    /** Adds to the library's knowledge what it has lost of ours. */
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
