package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.Agent;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedEngineContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;

class PeerServerTest extends SeedEngineContract {

    @Override
    protected SeedEngine start(InetSocketAddress listen) throws IOException {
        return PeerServer.start(
                listen,
                PeerId.random(Agent.PEER_ID_PREFIX, new Random()),
                PeerSettings.DEFAULT.withCopies(CopyPolicy.UNLIMITED));
    }
}
