package io.s3torrent.tracker.swarm;

/** The change that an announce makes to its peer. */
public enum PeerChange {
    /** The peer is in the swarm, and not all pieces are complete. */
    LEECHER,
    /** The peer is in the swarm, with all pieces. */
    SEEDER,
    /** The peer has just become a seeder. The store counts a completed download, once per peer. */
    COMPLETED,
    /** The peer has left the swarm. It may never have been in it: Transmission sends this before it starts. */
    STOPPED
}
