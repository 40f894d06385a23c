package io.s3torrent.tracker.cluster;

import java.util.List;

/** What nodes tell each other. Each message of a node has the next number, so that everybody sees when one is missing. */
sealed interface ClusterMessage {
    /** Who says it: a number that a node draws at its start. */
    long node();

    /** From 1 on. */
    long number();

    /** Announces that the node took; none of them when it only says that it is there. */
    record Changes(long node, long number, List<PeerChangeEvent> changes) implements ClusterMessage {}

    /** The node missed messages of another one, which shall put its store on the shelves. */
    record Wanted(long node, long number, long of) implements ClusterMessage {}

    /**
     * The node's whole store is on the shelves.
     *
     * @param since its last message before it began to put it there: all that it told up to then is in it
     */
    record Shelved(long node, long number, long since) implements ClusterMessage {}
}
