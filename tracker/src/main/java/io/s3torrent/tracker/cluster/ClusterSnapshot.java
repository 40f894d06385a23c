package io.s3torrent.tracker.cluster;

/**
 * The state of a node and its counters since the start.
 *
 * @param connected true while connected to Redis
 * @param nodes number of other live nodes
 * @param told announces sent to other nodes
 * @param heard announces received from other nodes
 * @param lost announces dropped because the queue was full; the other nodes get these peers from a saved store
 * @param refused malformed messages
 */
public record ClusterSnapshot(boolean connected, int nodes, long told, long heard, long lost, long refused) {}
