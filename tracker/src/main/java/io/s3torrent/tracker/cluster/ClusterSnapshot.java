package io.s3torrent.tracker.cluster;

/**
 * What a node did since its start.
 *
 * @param connected whether Redis is there
 * @param nodes others that are there
 * @param told announces told to others
 * @param heard announces that others took
 * @param lost announces for which there was no room on their way out; the others learn of them from the store
 * @param refused messages that were none
 */
public record ClusterSnapshot(boolean connected, int nodes, long told, long heard, long lost, long refused) {}
