package io.s3torrent.tracker.cluster;

import io.s3torrent.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The bus over a real Redis. */
class RedisBusIT extends ClusterBusContract {
    @TempDir
    private static Path folder;

    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.start(folder);
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Override
    protected ClusterBus open() {
        return new RedisBus(RedisAddress.parse("redis://" + redis.address()));
    }

    @Override
    protected void cut() {
        redis.kill();
    }

    @Override
    protected void restore() throws IOException {
        redis.startAgain();
    }
}
