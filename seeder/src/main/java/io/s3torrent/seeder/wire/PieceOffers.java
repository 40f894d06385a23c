package io.s3torrent.seeder.wire;

import java.net.InetAddress;
import java.util.function.IntConsumer;

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

    /** Says whether a client of another protocol may get pieces. */
    enum Access {
        ALLOWED,
        /** It is soon known whether the client is a peer that can trade. */
        UNDECIDED,
        /** The client is a peer and can get them from other peers. */
        WITHHELD
    }

    /**
     * Decides whether a client of another protocol may get all of these pieces. A client at a peer's address may get what that peer may
     * get. Any thread may call it.
     *
     * @param to end (exclusive) of the pieces
     */
    default Access access(InetAddress client, int from, int to) {
        return Access.ALLOWED;
    }

    /**
     * Notes that a client of another protocol begins to get a piece that it may get. Any thread may call it, and use what it returns.
     *
     * @return takes the number of bytes of this piece that are sent to the client
     */
    default IntConsumer reading(InetAddress client, int piece) {
        return bytes -> {};
    }
}
