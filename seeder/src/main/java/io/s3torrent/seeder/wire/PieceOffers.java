package io.s3torrent.seeder.wire;

/**
 * Which pieces of one torrent each of its peers hears of and may ask for.
 *
 * <p>Called from the event loops of all peers of the torrent, in each peer's own order; must not block. It answers with
 * {@link PeerConnection#offer}, at any time and from any thread.
 */
interface PieceOffers {
    /** Everything to everybody. */
    PieceOffers ALL = new PieceOffers() {
        @Override
        public boolean all() {
            return true;
        }

        @Override
        public void joined(PeerConnection peer) {}

        @Override
        public void left(PeerConnection peer) {}

        @Override
        public void interested(PeerConnection peer, boolean interested) {}

        @Override
        public void has(PeerConnection peer, int piece) {}

        @Override
        public void withdrawn(int piece) {}

        @Override
        public void restored(int piece) {}

        @Override
        public boolean mayRequest(PeerConnection peer, int piece) {
            return true;
        }

        @Override
        public void asked(PeerConnection peer, int piece, int bytes) {}

        @Override
        public void sent(PeerConnection peer, int piece, int bytes) {}
    };

    /** True when a peer is greeted with all that we have, false when with nothing: then it hears of pieces one by one. */
    boolean all();

    /** It has shaken hands and was greeted. */
    void joined(PeerConnection peer);

    /** It is gone; nothing more comes from it. */
    void left(PeerConnection peer);

    void interested(PeerConnection peer, boolean interested);

    /** It has a piece that it did not have before. */
    void has(PeerConnection peer, int piece);

    /** A piece cannot be had. */
    void withdrawn(int piece);

    /** It can be had again; peers that were greeted with all pieces hear of it by others. */
    void restored(int piece);

    /** False when a request for a block of this piece is to be refused. */
    boolean mayRequest(PeerConnection peer, int piece);

    /** It asks for this many bytes of a piece, and will get them unless it cancels, is choked or leaves. */
    void asked(PeerConnection peer, int piece, int bytes);

    /** This many bytes of a piece are on their way to it. */
    void sent(PeerConnection peer, int piece, int bytes);
}
