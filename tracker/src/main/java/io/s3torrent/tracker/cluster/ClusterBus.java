package io.s3torrent.tracker.cluster;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** What the nodes share: a channel that may lose messages, and saved slices of stores, which may expire. No method waits. */
interface ClusterBus extends AutoCloseable {
    /** Hears what was sent to all nodes, from any thread. */
    interface Listener {
        /** The node is connected, anew perhaps, and hears what is sent from now on. */
        void connected();

        /** There is no connection, or no more. */
        void disconnected();

        /** Redis is there, and does not let us in. */
        void refused(String reason);

        /** A message came, be it what it may; its own ones do, too. */
        void received(byte[] message);
    }

    /** True when it is of no use to publish now, as earlier messages are still on their way. */
    boolean isBusy();

    /** Sends a message to all nodes; it is lost where there is no connection. */
    void publish(byte[] message);

    /** Saves slices of a node's store; they expire. */
    CompletionStage<Void> saveSlices(long node, Map<Integer, byte[]> slices);

    /** Names the node whose saved store is for nodes that join. */
    CompletionStage<Void> recommend(long node);

    /** The node that was recommended last. */
    CompletionStage<OptionalLong> recommended();

    /** Some saved slices of a node's store, those that are there. */
    CompletionStage<List<byte[]>> loadSlices(long node, int fromSlice, int count);

    /** Connects when there is no connection, sooner or later; to be called again and again, always for the same listener. */
    void keepConnected(Listener listener);

    @Override
    void close();
}
