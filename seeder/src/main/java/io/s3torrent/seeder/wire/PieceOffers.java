package io.s3torrent.seeder.wire;

/**
 * Decides which pieces of one torrent each peer hears of and may request.
 *
 * <p>The event loops of all peers of the torrent call it, in the order of each peer's messages; it must not block. It sends its offers
 * with {@link ConnectedPeer#offer}, at any time and from any thread.
 */
interface PieceOffers {
    /** Offers every piece to every peer. */
    PieceOffers ALL = new PieceOffers() {
        @Override
        public boolean offersAll() {
            return true;
        }

        @Override
        public void joined(ConnectedPeer peer) {}

        @Override
        public void left(ConnectedPeer peer) {}

        @Override
        public void interested(ConnectedPeer peer) {}

        @Override
        public void has(ConnectedPeer peer, int piece) {}

        @Override
        public void withdrawn(int piece) {}

        @Override
        public void restored(int piece) {}

        @Override
        public boolean isOffering(ConnectedPeer peer) {
            return true;
        }

        @Override
        public boolean mayRequest(ConnectedPeer peer, int piece) {
            return true;
        }

        @Override
        public void sent(ConnectedPeer peer, int piece, int bytes) {}
    };

    /** True if the greeting lists all our pieces; false if it lists none and the peer hears of pieces one by one. */
    boolean offersAll();

    /** The peer's handshake is done and the peer was greeted. */
    void joined(ConnectedPeer peer);

    /** The peer has disconnected; no further call names it. */
    void left(ConnectedPeer peer);

    /** The peer is interested and may be unchoked next. If it joined just now, it is offered its first pieces before that. */
    void interested(ConnectedPeer peer);

    /** The peer announced a piece that it did not have earlier. */
    void has(ConnectedPeer peer, int piece);

    /** A piece is not available any more. */
    void withdrawn(int piece);

    /** A piece is available again. The caller tells peers that were greeted with all pieces. */
    void restored(int piece);

    /** True when it was offered a piece that it lacks. Where all pieces are offered, peers that have all are closed. */
    boolean isOffering(ConnectedPeer peer);

    /** False if requests for blocks of this piece must be rejected. */
    boolean mayRequest(ConnectedPeer peer, int piece);

    /** Counts bytes of a piece that were sent to the peer. */
    void sent(ConnectedPeer peer, int piece, int bytes);
}
