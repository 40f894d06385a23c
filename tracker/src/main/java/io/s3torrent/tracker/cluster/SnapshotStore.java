package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.snapshot.ChecksummedSwarms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts this node's store on its shelf, a few slices at a time, and takes those of others from theirs. A step waits for the one before it,
 * so a slow Redis gets less to do. Guarded by the node that owns it; loads run on any thread.
 */
final class SnapshotStore {
    private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);

    /** A whole store in 32 steps, two thirds of a second: a million peers are 400 kB in each. */
    private static final int SLICES_PER_STEP = 8;

    private final long node;
    private final SwarmStore store;
    private final Predicate<InfoHash> tracked;
    private final ChecksummedSwarms codec;
    private final ClusterBus bus;

    private boolean filling;
    private int next;
    private CompletableFuture<Void> step = CompletableFuture.completedFuture(null);

    SnapshotStore(long node, SwarmStore store, Predicate<InfoHash> tracked, ChecksummedSwarms codec, ClusterBus bus) {
        this.node = node;
        this.store = store;
        this.tracked = tracked;
        this.codec = codec;
        this.bus = bus;
    }

    boolean isFilling() {
        return filling;
    }

    /** Begins to put every slice there. */
    void fill() {
        filling = true;
        next = 0;
    }

    /** Goes on; true when, with this step, all slices have come to lie there. */
    boolean isFilledByStep() {
        if (!filling || !step.isDone()) {
            return false;
        }
        if (next > 0 && step.isCompletedExceptionally()) {
            filling = false; // Who wants it asks again.
            return false;
        }
        if (next == SwarmStore.EXPIRY_SLICES) {
            filling = false;
            return true;
        }
        Map<Integer, byte[]> slices = new HashMap<>();
        for (int i = 0; i < SLICES_PER_STEP; i++, next++) {
            slices.put(next, codec.seal(store, next));
        }
        step = bus.shelve(node, slices).toCompletableFuture();
        return false;
    }

    /** Takes all that the recommended node has, if there is one. */
    CompletionStage<Void> loadRecommended() {
        return bus.recommended().thenCompose(this::loadIfAny);
    }

    private CompletionStage<Void> loadIfAny(OptionalLong recommended) {
        return recommended.isPresent() ? load(recommended.getAsLong()) : CompletableFuture.completedFuture(null);
    }

    /** Takes all that a node has. */
    CompletionStage<Void> load(long from) {
        return load(from, 0);
    }

    private CompletionStage<Void> load(long from, int slice) {
        if (slice == SwarmStore.EXPIRY_SLICES) {
            return CompletableFuture.completedFuture(null);
        }
        return bus.load(from, slice, SLICES_PER_STEP).thenCompose(slices -> {
            open(slices);
            return load(from, slice + SLICES_PER_STEP);
        });
    }

    private void open(List<byte[]> slices) {
        for (byte[] slice : slices) {
            try {
                codec.open(slice, store, tracked);
            } catch (IllegalArgumentException e) {
                log.atWarn().log("a slice of another tracker is damaged and was left out: {}", e.getMessage());
            }
        }
    }
}
