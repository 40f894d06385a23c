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
 * Saves this node's store to the bus, a few slices at a time, and loads stores that other nodes saved. Each step waits for the previous
 * one, so a slow Redis gets less load. The monitor of the owning node guards it; loads run on any thread.
 */
final class SnapshotStore {
    private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);

    /** Saves a whole store in 32 steps, or two thirds of a second. With a million peers each step has 400 kB. */
    private static final int SLICES_PER_STEP = 8;

    private final long node;
    private final SwarmStore store;
    private final Predicate<InfoHash> tracked;
    private final ChecksummedSwarms codec;
    private final ClusterBus bus;

    private boolean saving;
    private int next;
    private CompletableFuture<Void> step = CompletableFuture.completedFuture(null);

    SnapshotStore(long node, SwarmStore store, Predicate<InfoHash> tracked, ChecksummedSwarms codec, ClusterBus bus) {
        this.node = node;
        this.store = store;
        this.tracked = tracked;
        this.codec = codec;
        this.bus = bus;
    }

    boolean isSaving() {
        return saving;
    }

    /** Starts to save all slices. */
    void startSaving() {
        saving = true;
        next = 0;
    }

    /** Saves the next slices; returns true when all slices are saved. */
    boolean saveStep() {
        if (!saving || !step.isDone()) {
            return false;
        }
        if (next > 0 && step.isCompletedExceptionally()) {
            saving = false; // a node that needs the snapshot requests it again
            return false;
        }
        if (next == SwarmStore.EXPIRY_SLICES) {
            saving = false;
            return true;
        }
        Map<Integer, byte[]> slices = new HashMap<>();
        for (int i = 0; i < SLICES_PER_STEP; i++, next++) {
            slices.put(next, codec.save(store, next));
        }
        step = bus.saveSlices(node, slices).toCompletableFuture();
        return false;
    }

    /** Loads the store of the recommended node, if there is one. */
    CompletionStage<Void> loadRecommended() {
        return bus.recommended().thenCompose(this::loadIfAny);
    }

    private CompletionStage<Void> loadIfAny(OptionalLong recommended) {
        return recommended.isPresent() ? loadFrom(recommended.getAsLong()) : CompletableFuture.completedFuture(null);
    }

    /** Loads the whole store that a node saved. */
    CompletionStage<Void> loadFrom(long other) {
        return load(other, 0);
    }

    private CompletionStage<Void> load(long from, int slice) {
        if (slice == SwarmStore.EXPIRY_SLICES) {
            return CompletableFuture.completedFuture(null);
        }
        return bus.loadSlices(from, slice, SLICES_PER_STEP).thenCompose(slices -> {
            load(slices);
            return load(from, slice + SLICES_PER_STEP);
        });
    }

    private void load(List<byte[]> slices) {
        for (byte[] slice : slices) {
            try {
                codec.load(slice, store, tracked);
            } catch (IllegalArgumentException e) {
                log.atWarn().log("ignored a damaged slice of another tracker's store: {}", e.getMessage());
            }
        }
    }
}
