package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A distributed hash table that finds the peers of swarms without a tracker (BEP 5). Thread-safe. */
public interface Dht extends AutoCloseable {
    /** The port to use when we do not want to be known as a peer. */
    int NO_PORT = 0;

    /**
     * Asks the nodes near a swarm for its peers, and adds us to them. Does not block.
     *
     * @param port at which peers reach us, or {@link #NO_PORT}
     * @param seeding true for a seeder, which needs no other seeders
     * @return the peers that the nodes named: a bounded number of unchecked addresses; fails if no node accepted our announcement
     */
    CompletableFuture<List<PeerEndpoint>> visit(InfoHash infoHash, int port, boolean seeding);

    /** Ends all threads and visits. Returns when that is done, within 3 seconds. */
    @Override
    void close();
}
