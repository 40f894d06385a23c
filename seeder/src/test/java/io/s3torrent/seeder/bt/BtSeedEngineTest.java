package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedEngineContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;

class BtSeedEngineTest extends SeedEngineContract {

    @Override
    protected SeedEngine start(InetSocketAddress listen) throws IOException {
        return BtSeedEngine.start(listen, PeerId.random("-S30100-", new Random()));
    }
}
