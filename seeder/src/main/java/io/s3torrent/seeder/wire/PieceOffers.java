package io.s3torrent.seeder.wire;

/**
 * Which pieces of one torrent each of its peers hears of and may ask for.
 *
 * <p>Called from the event loops of all peers of the torrent, in each peer's own order; must not block. It answers with
 * {@link ConnectedPeer#offer}, at any time and from any thread.
 */
interface PieceOffers {
    /** Everything to everybody. */
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

    /** True when a peer is greeted with all that we have, false when with nothing: then it hears of pieces one by one. */
    boolean offersAll();

    /** It has shaken hands and was greeted. */
    void joined(ConnectedPeer peer);

    /** It is gone; nothing more comes from it. */
    void left(ConnectedPeer peer);

    /** It is interested, and may be unchoked next: a peer that has just joined is offered its first pieces before that. */
    void interested(ConnectedPeer peer);

    /** It has a piece that it did not have before. */
    void has(ConnectedPeer peer, int piece);

    /** A piece cannot be had. */
    void withdrawn(int piece);

    /** It can be had again; peers that were greeted with all pieces hear of it by others. */
    void restored(int piece);

    /** True when it was offered a piece that it lacks. Where all pieces are offered, peers that have all are closed. */
    boolean isOffering(ConnectedPeer peer);

    /** False when a request for a block of this piece is to be refused. */
    boolean mayRequest(ConnectedPeer peer, int piece);

    /** This many bytes of a piece are on their way to it. */
    void sent(ConnectedPeer peer, int piece, int bytes);
}
