package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.cluster.ClusterMessage.Changes;
import io.s3torrent.tracker.cluster.ClusterMessage.Shelved;
import io.s3torrent.tracker.cluster.ClusterMessage.Wanted;
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
 * One of the trackers, as the others know it: tells what it took, applies what they took, asks for what it missed, and gives what they
 * missed. Its monitor guards everything in it.
 */
final class ClusterNode implements ClusterBus.Listener {
    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

    /** So that others see soon when something is missing at the end, and that we are here. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** From one filling of the shelf, for those who join, to the next. */
    private static final Duration ROUND = Duration.ofSeconds(10);

    /** The same when nothing changes, for shelves are cleared after a while. */
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final long id;
    private final SwarmStore store;
    private final Predicate<InfoHash> tracked;
    private final ChangeQueue outbox;
    private final ClusterBus bus;
    private final SnapshotStore shelves;
    private final LongSupplier nanos;
    private final NodeTable roster = new NodeTable();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    private boolean connected;
    private long number;
    private long spoke;
    private boolean wanted;
    private boolean changed;
    private long filled;
    private long since;
    private long heard;
    private long refused;
    private long lost;
    private long warned;

    /**
     * A node that is not connected yet.
     *
     * @param id a random number
     * @param store in which what others took is applied
     * @param tracked which torrents are kept of what others say
     * @param nanos monotonic time
     */
    ClusterNode(
            long id,
            SwarmStore store,
            Predicate<InfoHash> tracked,
            ChangeQueue outbox,
            ClusterBus bus,
            SnapshotStore shelves,
            LongSupplier nanos) {
        this.id = id;
        this.store = store;
        this.tracked = tracked;
        this.outbox = outbox;
        this.bus = bus;
        this.shelves = shelves;
        this.nanos = nanos;
        this.filled = nanos.getAsLong();
    }

    /** Done when it has what there was before it came, or there is nobody to ask; fails when it is not let in. */
    Future<Void> joined() {
        return joined;
    }

    /** Does what is due; to be called every 20 ms or so. */
    synchronized void tick() {
        long now = nanos.getAsLong();
        roster.expire(now);
        tell(now);
        for (long missed : roster.toAsk(now)) {
            send(ClusterMessageCodec.wanted(id, ++number, missed));
        }
        fill(now);
    }

    private void tell(long now) {
        if (bus.isBusy()) {
            return; // What is in the outbox stays there.
        }
        noticeLoss(now);
        byte[] changes = outbox.take();
        changed |= changes.length > 0;
        if (changes.length > 0 || (connected && now - spoke >= HEARTBEAT.toNanos())) {
            spoke = now;
            send(ClusterMessageCodec.changes(id, ++number, changes));
        }
    }

    /** Leaves a number out, by which the others know that they must ask. */
    private void noticeLoss(long now) {
        long lostByNow = outbox.lost();
        if (lostByNow == lost) {
            return;
        }
        lost = lostByNow;
        number++;
        if (warned == 0 || now - warned > BETWEEN_WARNINGS.toNanos()) {
            warned = now;
            log.atWarn().log("announces come faster than other trackers can be told: {} left out so far", lost);
        }
    }

    private void fill(long now) {
        boolean first = roster.isFirst(id);
        Duration interval = changed ? ROUND : REFRESH;
        if (!shelves.isFilling() && connected && (wanted || (first && now - filled > interval.toNanos()))) {
            wanted = false;
            changed = false;
            filled = now;
            since = number;
            shelves.fill();
        }
        if (shelves.isFilledByStep()) {
            if (first) {
                bus.recommend(id);
            }
            send(ClusterMessageCodec.shelved(id, ++number, since));
        }
    }

    private void send(byte[] message) {
        bus.publish(message);
    }

    @Override
    public synchronized void connected() {
        connected = true;
        shelves.loadRecommended().whenComplete((done, failure) -> {
            if (failure != null) {
                log.atWarn().log("the swarms of other trackers could not be read: {}", failure.toString());
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
                return; // Nothing new, and a busy node has much of it.
            }
            ClusterMessage message = ClusterMessageCodec.decode(raw);
            roster.hear(message.node(), message.number(), nanos.getAsLong());
            apply(message);
        } catch (IllegalArgumentException e) {
            refused++;
            log.atDebug().log("message left out: {}", e.getMessage());
        }
    }

    private void apply(ClusterMessage message) {
        if (message instanceof Changes changes) {
            changes.changes().forEach(this::apply);
        } else if (message instanceof Wanted request) {
            wanted |= request.of() == id;
        } else if (message instanceof Shelved shelf && roster.catchUp(shelf.node(), shelf.since())) {
            catchUp(shelf.node());
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
        shelves.load(node).whenComplete((done, failure) -> {
            if (failure != null) {
                synchronized (this) {
                    roster.missAgain(node);
                }
            }
        });
    }

    synchronized ClusterSnapshot snapshot() {
        return new ClusterSnapshot(connected, roster.size(), outbox.taken(), heard, outbox.lost(), refused);
    }
}
