package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import java.util.List;

/** What nodes tell each other. Each message of a node has the next number, so that the others see when one is missing. */
sealed interface ClusterMessage {
    /** The sender: a number that a node draws at its start. */
    long node();

    /** From 1 on. */
    long number();

    /** Announces that the node took; none of them when it only says that it is there. */
    record Changes(long node, long number, List<PeerChangeEvent> changes) implements ClusterMessage {}

    /** What one announce made of its peer. */
    record PeerChangeEvent(InfoHash swarm, PeerEndpoint peer, PeerChange change) {}

    /** The node missed messages of another one, which shall save its store for it. */
    record SnapshotRequest(long node, long number, long of) implements ClusterMessage {}

    /**
     * The node has saved its whole store.
     *
     * @param since its last message before it began to save: all that it told up to then is in it
     */
    record SnapshotSaved(long node, long number, long since) implements ClusterMessage {}
}
