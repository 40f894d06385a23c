package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import java.util.List;

/** The messages between nodes. A node numbers its messages, so that the others detect a missing one. */
sealed interface ClusterMessage {
    /** The sender: a random number that a node chooses at its start. */
    long node();

    /** The number of the message; the first is 1. */
    long number();

    /** Announces that the node received; an empty list is a heartbeat. */
    record Changes(long node, long number, List<PeerChangeEvent> changes) implements ClusterMessage {}

    /** The change that an announce made to its peer. */
    record PeerChangeEvent(InfoHash swarm, PeerEndpoint peer, PeerChange change) {}

    /** Asks the node {@code of} to save its store, because the sender missed messages of it. */
    record SnapshotRequest(long node, long number, long of) implements ClusterMessage {}

    /**
     * Announces that the node has saved its whole store.
     *
     * @param since number of its last message before it began to save; the saved store contains all changes up to that message
     */
    record SnapshotSaved(long node, long number, long since) implements ClusterMessage {}
}
