package io.s3torrent.tracker.cluster;

import static io.s3torrent.tracker.swarm.PeerChange.LEECHER;
import static io.s3torrent.tracker.swarm.PeerChange.SEEDER;
import static io.s3torrent.tracker.swarm.PeerChange.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.testing.RedisServer;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SyntheticPeers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes that share a real Redis. */
class ClusterIT {
    private static final Logger log = LoggerFactory.getLogger(ClusterIT.class);
    private static final InfoHash SWARM = Peers.swarm("a swarm");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AFTER_A_WHILE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private final List<Cluster> clusters = new ArrayList<>();
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.start(folder);
    }

    @AfterEach
    void stop() {
        redis.close();
        clusters.forEach(Cluster::close);
    }

    private Cluster join() throws IOException {
        return join("redis://" + redis.address());
    }

    private Cluster join(String uri) throws IOException {
        SwarmStore memory =
                new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(2));
        Cluster cluster = Cluster.join(RedisAddress.parse(uri), memory, infoHash -> true);
        clusters.add(cluster);
        return cluster;
    }

    private static SwarmCounts counts(Cluster cluster) {
        return cluster.store().counts(SWARM);
    }

    private static void leecher(Cluster cluster, int number) {
        cluster.store().announce(SWARM, Peers.v4(number, 1), LEECHER, 0);
    }

    @Test
    void aPeerThatIsAnnouncedAtOneIsHandedOutByTheOther() throws IOException {
        Cluster a = join();
        Cluster b = join();
        List<Long> micros = new ArrayList<>();
        for (int number = 1; number <= 200; number++) {
            long start = System.nanoTime();
            leecher(a, number);
            while (counts(b).leechers() < number && System.nanoTime() - start < SOON.toNanos()) {
                Thread.onSpinWait();
            }
            micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
            assertThat(counts(b).leechers()).isEqualTo(number);
        }
        micros.sort(null);
        log.info(
                "announced at A, known at B: median {} ms, longest {} ms",
                micros.get(micros.size() / 2) / 1000.0,
                micros.get(micros.size() - 1) / 1000.0);
        assertThat(b.store()
                        .announce(SWARM, Peers.v4(250, 1), SEEDER, 50)
                        .peers()
                        .endpoints())
                .hasSize(50);
    }

    @Test
    void aJoiningNodeHasAHundredThousandPeersBeforeItServes() throws IOException {
        Cluster a = join();
        SyntheticPeers crowd = new SyntheticPeers(10_000);
        int peers = 100_000;
        for (int peer = 0; peer < peers; peer++) {
            a.store().announce(crowd.swarm(peer), crowd.peer(peer), crowd.change(peer), 0);
        }
        await().atMost(AFTER_A_WHILE).until(this::isRecommended);
        long start = System.nanoTime();
        Cluster c = join();
        log.info("joined with {} peers in {} ms", peers, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        for (int peer = 0; peer < peers; peer++) {
            assertThat(c.store().counts(crowd.swarm(peer))).isEqualTo(a.store().counts(crowd.swarm(peer)));
        }
    }

    private boolean isRecommended() {
        RedisClient client = RedisClient.create("redis://" + redis.address());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().exists("s3torrent:1:recommended") == 1;
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutRedisEachServesOnAndBothMeetAgainWhenItIsBackEmpty() throws Exception {
        Cluster a = join();
        Cluster b = join();
        leecher(a, 1);
        await().atMost(SOON).until(() -> counts(b).leechers() == 1);
        redis.kill();
        await().atMost(AFTER_A_WHILE)
                .until(() -> !a.snapshot().connected() && !b.snapshot().connected());
        leecher(a, 2);
        leecher(b, 3);
        assertThat(counts(a).leechers()).isEqualTo(2);
        assertThat(counts(b).leechers()).isEqualTo(2);
        redis.startAgain();
        await().atMost(AFTER_A_WHILE)
                .until(() -> counts(a).leechers() == 3 && counts(b).leechers() == 3);
        leecher(b, 4);
        await().atMost(SOON).until(() -> counts(a).leechers() == 4);
    }

    @Test
    void aRedisThatHangsDelaysNoAnnounce() throws Exception {
        Cluster a = join();
        Cluster b = join();
        leecher(b, 1);
        await().atMost(SOON).until(() -> counts(a).leechers() == 1);
        redis.freeze();
        for (int i = 0; i < 20_000; i++) {
            a.store().announce(Peers.swarm("swarm " + i / 200), Peers.v4(i % 200, 1), LEECHER, 50);
        }
        await().atMost(AFTER_A_WHILE).until(() -> !a.snapshot().connected());
        leecher(a, 2);
        redis.thaw();
        await().atMost(AFTER_A_WHILE).until(() -> counts(b).leechers() == 2);
        await().atMost(AFTER_A_WHILE)
                .until(() -> b.store().counts(Peers.swarm("swarm 42")).leechers() == 200);
    }

    @Test
    void aTrackerThatStartsWithoutRedisMeetsTheOthersLater() throws Exception {
        Cluster a = join();
        leecher(a, 1);
        redis.kill();
        Cluster b = join();
        leecher(b, 2);
        redis.startAgain();
        await().atMost(AFTER_A_WHILE)
                .until(() -> counts(a).leechers() == 2 && counts(b).leechers() == 2);
    }

    @Test
    void whatWasAnnouncedJustBeforeTheEndIsTold() throws IOException {
        Cluster a = join();
        Cluster b = join();
        leecher(a, 1);
        a.close();
        await().atMost(SOON).until(() -> counts(b).leechers() == 1);
        b.store().announce(SWARM, Peers.v4(1, 1), STOPPED, 0);
        assertThat(counts(b)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void aPasswordOpensAndTheWrongOneIsAFailureAtStart() throws Exception {
        try (RedisServer locked = RedisServer.start(folder, "--requirepass", "hunter2")) {
            Cluster a = join("redis://:hunter2@" + locked.address() + "/3");
            Cluster b = join("redis://default:hunter2@" + locked.address() + "/3");
            Cluster elsewhere = join("redis://:hunter2@" + locked.address() + "/4");
            leecher(a, 1);
            await().atMost(SOON).until(() -> counts(b).leechers() == 1);
            assertThat(counts(elsewhere)).isEqualTo(SwarmCounts.NONE);
            assertThatThrownBy(() -> join("redis://:hunter3@" + locked.address()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(locked.address())
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("hunter3");
            assertThatThrownBy(() -> join("redis://" + locked.address())).hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void foreignMessagesInRedisDoNoHarm() throws IOException {
        Cluster a = join();
        Cluster b = join();
        leecher(a, 1);
        RedisClient client = RedisClient.create("redis://" + redis.address());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisCommands<byte[], byte[]> commands = connection.sync();
            byte[] channel = bytes("s3torrent:1:messages:0");
            HostileMessages.all().forEach(message -> commands.publish(channel, message));
            Random random = new Random(7);
            for (int i = 0; i < 2000; i++) {
                byte[] noise = new byte[random.nextInt(100)];
                random.nextBytes(noise);
                Arrays.fill(noise, 0, Math.min(1, noise.length), (byte) 1);
                commands.publish(channel, noise);
            }
            commands.set(bytes("s3torrent:1:recommended"), bytes("12345678"));
            commands.hset(bytes("s3torrent:1:swarms:3132333435363738"), bytes("7"), new byte[1000]);
            commands.hset(bytes("s3torrent:1:swarms:3132333435363738"), bytes("8"), new byte[0]);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
        await().atMost(SOON).until(() -> b.snapshot().refused() > 1000);
        Cluster c = join();
        leecher(c, 2);
        await().atMost(AFTER_A_WHILE)
                .until(() -> counts(b).leechers() == 2 && counts(c).leechers() == 2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
