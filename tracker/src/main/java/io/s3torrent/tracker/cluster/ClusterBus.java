package io.s3torrent.tracker.cluster;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Connects the nodes: a channel that may lose messages, and saved slices of stores, which may expire. No method blocks. */
interface ClusterBus extends AutoCloseable {
    /** Receives the messages to all nodes, on any thread. */
    interface Listener {
        /** The node is connected or reconnected, and receives all messages from now on. */
        void connected();

        /** The connection failed or ended. */
        void disconnected();

        /** Redis is reachable, but rejects the login. */
        void refused(String reason);

        /** A message arrived, which may be malformed. A node also receives its own messages. */
        void received(byte[] message);
    }

    /** True while too many earlier messages are still being sent. */
    boolean isBusy();

    /** Sends a message to all nodes. It is lost without a connection. */
    void publish(byte[] message);

    /** Saves slices of a node's store, which expire later. */
    CompletionStage<Void> saveSlices(long node, Map<Integer, byte[]> slices);

    /** Recommends a node, whose saved store joining nodes load. */
    CompletionStage<Void> recommend(long node);

    /** The last recommended node, if any. */
    CompletionStage<OptionalLong> recommended();

    /** Loads saved slices of a node's store; slices that are not available are left out. */
    CompletionStage<List<byte[]>> loadSlices(long node, int fromSlice, int count);

    /** Reconnects if necessary. Call it periodically, always with the same listener. */
    void keepConnected(Listener listener);

    @Override
    void close();
}
