package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.Agent;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedEngineContract;
import io.s3torrent.testing.Crowd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerServerTest extends SeedEngineContract {

    @Override
    protected SeedEngine start(InetSocketAddress listen) throws IOException {
        return PeerServer.start(
                listen,
                PeerId.random(Agent.PEER_ID_PREFIX, new Random()),
                PeerSettings.DEFAULT.withCopies(CopyPolicy.UNLIMITED));
    }

    /** A connection is accepted on one thread and set up on another. */
    @Test
    void whoConnectsAtTheEndIsClosedToo() throws IOException {
        SeedEngine engine = start(new InetSocketAddress("127.0.0.1", 0));
        try (Crowd crowd = new Crowd(engine.listenAddress())) {
            engine.close();
            crowd.awaitEnds();
        }
    }
}
