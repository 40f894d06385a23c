package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.cluster.ClusterMessage.Changes;
import io.s3torrent.tracker.cluster.ClusterMessage.PeerChangeEvent;
import io.s3torrent.tracker.cluster.ClusterMessage.SnapshotRequest;
import io.s3torrent.tracker.cluster.ClusterMessage.SnapshotSaved;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This tracker's node in the cluster. It sends its changes, applies the changes of other nodes, requests stores after missed messages, and
 * saves its own store when others missed its messages. State is guarded by {@code this}.
 */
final class ClusterNode implements ClusterBus.Listener {
    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

    /** Time between heartbeats. They show that the node is alive, and reveal a missing last message soon. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Time between two snapshots for joining nodes. */
    private static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(10);

    /** Time between snapshots while nothing changes; they must be renewed because they expire. */
    private static final Duration IDLE_SNAPSHOT_INTERVAL = Duration.ofMinutes(10);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final long id;
    private final SwarmStore store;
    private final Predicate<InfoHash> tracked;
    private final ChangeQueue queue;
    private final ClusterBus bus;
    private final SnapshotStore snapshots;
    private final LongSupplier nanos;
    private final NodeTable nodes = new NodeTable();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    private boolean connected;
    private long number;
    private long lastSent;
    private boolean snapshotRequested;
    private boolean changed;
    private long lastSnapshot;
    private long snapshotSince;
    private long heard;
    private long refused;
    private long lost;
    private long lastWarning;

    /**
     * Creates a node that is not connected yet.
     *
     * @param id a random number
     * @param store the store to which changes of other nodes are applied
     * @param tracked the torrents whose changes to apply
     * @param nanos monotonic time
     */
    ClusterNode(
            long id,
            SwarmStore store,
            Predicate<InfoHash> tracked,
            ChangeQueue queue,
            ClusterBus bus,
            SnapshotStore snapshots,
            LongSupplier nanos) {
        this.id = id;
        this.store = store;
        this.tracked = tracked;
        this.queue = queue;
        this.bus = bus;
        this.snapshots = snapshots;
        this.nanos = nanos;
        this.lastSnapshot = nanos.getAsLong();
    }

    /** Completes when the recommended store is loaded, or when that failed or Redis is unreachable; fails when Redis rejects the login. */
    Future<Void> joined() {
        return joined;
    }

    /** Sends changes and requests, and saves snapshots, as far as they are due. Call it about every 20 ms. */
    synchronized void tick() {
        long now = nanos.getAsLong();
        nodes.expire(now);
        tell(now);
        for (long missed : nodes.toAsk(now)) {
            send(ClusterMessageCodec.snapshotRequest(id, ++number, missed));
        }
        saveSnapshot(now);
    }

    private void tell(long now) {
        if (bus.isBusy()) {
            return; // the changes stay in the queue
        }
        noticeLoss(now);
        byte[] changes = queue.take();
        changed |= changes.length > 0;
        if (changes.length > 0 || (connected && now - lastSent >= HEARTBEAT.toNanos())) {
            lastSent = now;
            send(ClusterMessageCodec.changes(id, ++number, changes));
        }
    }

    /** Skips a message number after a loss, so that the other nodes request a snapshot. */
    private void noticeLoss(long now) {
        long lostByNow = queue.lost();
        if (lostByNow == lost) {
            return;
        }
        lost = lostByNow;
        number++;
        if (lastWarning == 0 || now - lastWarning > BETWEEN_WARNINGS.toNanos()) {
            lastWarning = now;
            log.atWarn().log("announces arrive faster than they can be sent to the other trackers; dropped so far: {}", lost);
        }
    }

    private void saveSnapshot(long now) {
        boolean first = nodes.isFirst(id);
        Duration interval = changed ? SNAPSHOT_INTERVAL : IDLE_SNAPSHOT_INTERVAL;
        if (!snapshots.isSaving()
                && connected
                && (snapshotRequested || (first && now - lastSnapshot > interval.toNanos()))) {
            snapshotRequested = false;
            changed = false;
            lastSnapshot = now;
            snapshotSince = number;
            snapshots.startSaving();
        }
        if (snapshots.saveStep()) {
            if (first) {
                bus.recommend(id);
            }
            send(ClusterMessageCodec.snapshotSaved(id, ++number, snapshotSince));
        }
    }

    private void send(byte[] message) {
        bus.publish(message);
    }

    @Override
    public synchronized void connected() {
        connected = true;
        snapshots.loadRecommended().whenComplete((done, failure) -> {
            if (failure != null) {
                log.atWarn().log("could not load the swarms of other trackers: {}", failure.toString());
            }
            joined.complete(null);
        });
    }

    @Override
    public synchronized void disconnected() {
        connected = false;
        joined.complete(null);
    }

    @Override
    public void refused(String reason) {
        joined.completeExceptionally(new IOException(reason));
    }

    @Override
    public synchronized void received(byte[] raw) {
        try {
            if (ClusterMessageCodec.isOf(id, raw)) {
                return; // cheap check first: a busy node receives many messages of its own
            }
            ClusterMessage message = ClusterMessageCodec.decode(raw);
            nodes.hear(message.node(), message.number(), nanos.getAsLong());
            apply(message);
        } catch (IllegalArgumentException e) {
            refused++;
            log.atDebug().log("ignored a malformed cluster message: {}", e.getMessage());
        }
    }

    private void apply(ClusterMessage message) {
        if (message instanceof Changes changes) {
            changes.changes().forEach(this::apply);
        } else if (message instanceof SnapshotRequest request) {
            snapshotRequested |= request.of() == id;
        } else if (message instanceof SnapshotSaved saved && nodes.catchUp(saved.node(), saved.since())) {
            catchUp(saved.node());
        }
    }

    private void apply(PeerChangeEvent change) {
        heard++;
        changed = true;
        if (tracked.test(change.swarm())) {
            store.announce(change.swarm(), change.peer(), change.change(), 0);
        }
    }

    private void catchUp(long node) {
        snapshots.loadFrom(node).whenComplete((done, failure) -> {
            if (failure != null) {
                synchronized (this) {
                    nodes.missAgain(node);
                }
            }
        });
    }

    synchronized ClusterSnapshot snapshot() {
        return new ClusterSnapshot(connected, nodes.size(), queue.taken(), heard, queue.lost(), refused);
    }
}
