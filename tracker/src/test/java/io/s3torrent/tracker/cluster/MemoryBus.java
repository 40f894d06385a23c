package io.s3torrent.tracker.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** One node's end of a bus in memory, which can be cut. */
final class MemoryBus implements ClusterBus {
    /** What the ends have in common. */
    static final class Hub {
        private final List<MemoryBus> ends = new ArrayList<>();
        private final Map<Long, Map<Integer, byte[]>> shelves = new HashMap<>();
        private OptionalLong recommended = OptionalLong.empty();

        /** Number of stores that came to be shelved, in slices. */
        int slicesPut;

        /** As a Redis that starts again without its data. */
        void empty() {
            shelves.clear();
            recommended = OptionalLong.empty();
        }
    }

    private final Hub hub;
    private boolean up = true;
    private boolean connected;
    private List<Listener> listeners = List.of();

    MemoryBus(Hub hub) {
        this.hub = hub;
        hub.ends.add(this);
    }

    void cut() {
        up = false;
    }

    void mend() {
        up = true;
    }

    @Override
    public void keepUp(Listener listener) {
        listeners = List.of(listener);
        if (connected != up) {
            connected = up;
            if (up) {
                listener.connected();
            } else {
                listener.disconnected();
            }
        }
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public void publish(byte[] message) {
        if (up) {
            for (MemoryBus end : hub.ends) {
                end.hear(message);
            }
        }
    }

    private void hear(byte[] message) {
        if (up) {
            listeners.forEach(listener -> listener.received(message));
        }
    }

    @Override
    public CompletionStage<Void> shelve(long node, Map<Integer, byte[]> slices) {
        if (!up) {
            return CompletableFuture.failedFuture(new IllegalStateException("cut"));
        }
        hub.shelves.computeIfAbsent(node, any -> new HashMap<>()).putAll(slices);
        hub.slicesPut += slices.size();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> recommend(long node) {
        hub.recommended = OptionalLong.of(node);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<OptionalLong> recommended() {
        return CompletableFuture.completedFuture(hub.recommended);
    }

    @Override
    public CompletionStage<List<byte[]>> load(long node, int fromSlice, int count) {
        Map<Integer, byte[]> shelf = hub.shelves.getOrDefault(node, Map.of());
        return CompletableFuture.completedFuture(IntStream.range(fromSlice, fromSlice + count)
                .mapToObj(shelf::get)
                .filter(Objects::nonNull)
                .toList());
    }

    @Override
    public void close() {
        hub.ends.remove(this);
    }
}
