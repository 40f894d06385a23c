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

/** Connects this tracker to a cluster of trackers that share their peers through Redis. */
public final class Cluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);

    private static final Duration TICK = Duration.ofMillis(20);

    /** How long a starting tracker waits to load the swarms of the others. */
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
     * Joins the cluster of a Redis. While Redis is unreachable, the tracker runs alone.
     *
     * @param local the store to which announces and swarms of the other nodes are added
     * @param tracked the torrents whose peers to add
     * @throws IOException when Redis rejects the login
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
            log.atWarn().log("the swarms of the other trackers did not load within 10 s; starting without them");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            bus.keepConnected(node);
            node.tick();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("bug in the cluster node"); // rethrowing would end the periodic task
        }
    }

    /** The store for announces to this tracker. Announces of other nodes go directly to the local store. */
    public SwarmStore store() {
        return store;
    }

    /** The state and counters of this node. */
    public ClusterSnapshot snapshot() {
        return node.snapshot();
    }

    /** Sends the queued changes and leaves the cluster. */
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
