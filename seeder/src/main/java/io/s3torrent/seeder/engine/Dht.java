package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A distributed table that knows the peers of swarms without a tracker (BEP 5). Safe for use by many threads. */
public interface Dht extends AutoCloseable {
    /** The port of who is not to be known as a peer. */
    int NO_PORT = 0;

    /**
     * Asks the nodes near a swarm for its peers, and has them know us as one of these. Does not block.
     *
     * @param port where peers reach us, or {@link #NO_PORT}
     * @param seeding true for who has all, and needs to meet nobody who has
     * @return the peers that they named, a bounded number, whatever their quality; fails when no node took our word
     */
    CompletableFuture<List<PeerEndpoint>> visit(InfoHash infoHash, int port, boolean seeding);

    /** Ends every thread and every visit; returns when that is done, within 3 seconds. */
    @Override
    void close();
}
