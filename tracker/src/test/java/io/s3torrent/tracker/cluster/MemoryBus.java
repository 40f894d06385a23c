package io.s3torrent.tracker.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One node's end of a bus in memory, which a test can disconnect. */
final class MemoryBus implements ClusterBus {
    /** The shared state of all ends. */
    static final class Hub {
        private final List<MemoryBus> ends = new ArrayList<>();
        private final Map<Long, Map<Integer, byte[]>> saved = new HashMap<>();
        private OptionalLong recommended = OptionalLong.empty();

        /** Number of saved slices. */
        int slicesSaved;

        List<MemoryBus> ends() {
            return ends;
        }

        /** Removes all data, like a Redis that restarts without persistence. */
        void empty() {
            saved.clear();
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
    public void keepConnected(Listener listener) {
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
        if (isConnected()) {
            for (MemoryBus end : hub.ends) {
                end.hear(message);
            }
        }
    }

    private void hear(byte[] message) {
        if (isConnected()) {
            listeners.forEach(listener -> listener.received(message));
        }
    }

    @Override
    public CompletionStage<Void> saveSlices(long node, Map<Integer, byte[]> slices) {
        return execute(() -> {
            hub.saved.computeIfAbsent(node, any -> new HashMap<>()).putAll(slices);
            hub.slicesSaved += slices.size();
            return null;
        });
    }

    @Override
    public CompletionStage<Void> recommend(long node) {
        return execute(() -> {
            hub.recommended = OptionalLong.of(node);
            return null;
        });
    }

    @Override
    public CompletionStage<OptionalLong> recommended() {
        return execute(() -> hub.recommended);
    }

    @Override
    public CompletionStage<List<byte[]>> loadSlices(long node, int fromSlice, int count) {
        return execute(() -> {
            Map<Integer, byte[]> slices = hub.saved.getOrDefault(node, Map.of());
            return IntStream.range(fromSlice, fromSlice + count)
                    .mapToObj(slices::get)
                    .filter(Objects::nonNull)
                    .toList();
        });
    }

    private <T> CompletionStage<T> execute(Supplier<T> command) {
        return isConnected()
                ? CompletableFuture.completedFuture(command.get())
                : CompletableFuture.failedFuture(new IllegalStateException("not connected"));
    }

    private boolean isConnected() {
        return up && connected;
    }

    @Override
    public void close() {
        hub.ends.remove(this);
    }
}
