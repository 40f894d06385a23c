package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.snapshot.ChecksummedSwarms;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This tracker's part in a cluster of them, whose nodes meet at a Redis. */
public final class Cluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);

    private static final Duration TICK = Duration.ofMillis(20);

    /** How long a tracker that starts waits for what the others know, when there is a Redis. */
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final ClusterNode node;
    private final RedisBus bus;
    private final SwarmStore store;
    private final ScheduledExecutorService ticker;

    private Cluster(RedisAddress redis, SwarmStore local, Predicate<InfoHash> tracked) {
        ChangeQueue queue = new ChangeQueue(ChangeQueue.CAPACITY);
        this.store = new ClusterSwarmStore(local, queue);
        this.bus = new RedisBus(redis);
        long id = new SecureRandom().nextLong();
        SnapshotStore snapshots =
                new SnapshotStore(id, local, tracked, new ChecksummedSwarms(InstantSource.system()), bus);
        this.node = new ClusterNode(id, local, tracked, queue, bus, snapshots, System::nanoTime);
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "s3torrent-cluster");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Joins the trackers at a Redis. When that is not there, this goes on alone until it is.
     *
     * @param local where the announces of the other nodes go, and what they have
     * @param tracked of which torrents
     * @throws IOException when the Redis does not let us in
     */
    public static Cluster join(RedisAddress redis, SwarmStore local, Predicate<InfoHash> tracked) throws IOException {
        Cluster cluster = new Cluster(redis, local, tracked);
        var unused = cluster.ticker.scheduleWithFixedDelay(cluster::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        try {
            cluster.awaitOthers();
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void awaitOthers() throws IOException {
        try {
            node.joined().get(JOIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            log.atWarn().log("begins without the swarms of the other trackers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            bus.keepConnected(node);
            node.tick();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a tick failed"); // The executor would never tick again.
        }
    }

    /** The store for announces that come in here: those of the others go past it. */
    public SwarmStore store() {
        return store;
    }

    /** What happened since the start. */
    public ClusterSnapshot snapshot() {
        return node.snapshot();
    }

    /** Tells what was not told yet, and leaves. */
    @Override
    public void close() {
        if (ticker.isShutdown()) {
            return;
        }
        ticker.execute(this::tick);
        ticker.shutdown();
        try {
            ticker.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bus.close();
    }
}
