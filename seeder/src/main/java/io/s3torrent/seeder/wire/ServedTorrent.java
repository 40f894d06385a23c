package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A torrent on this port: what its connections share. Safe for use by all event loops. */
final class ServedTorrent {
    private final Info info;
    private final byte[] metadata;
    private final PieceSource pieces;
    private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
    private final LongAdder uploaded = new LongAdder();

    private final Offers offers;

    ServedTorrent(SeedTorrent torrent, Offers offers) {
        this.offers = offers;
        this.info = torrent.metainfo().info();
        this.metadata = info.raw();
        this.pieces = torrent.pieces();
    }

    Info info() {
        return info;
    }

    /** The bencoded info dictionary, shared: nobody writes to it. */
    byte[] metadata() {
        return metadata;
    }

    PieceSource pieces() {
        return pieces;
    }

    Offers offers() {
        return offers;
    }

    /** A peer has shaken hands and was greeted. */
    void joined(PeerConnection peer) {
        connections.add(peer);
        offers.joined(peer);
    }

    void left(PeerConnection peer) {
        if (connections.remove(peer)) {
            offers.left(peer);
        }
    }

    /** The connections that have shaken hands for this torrent. */
    Set<PeerConnection> connections() {
        return connections;
    }

    /** Payload bytes sent. */
    LongAdder uploaded() {
        return uploaded;
    }
}
