package io.s3torrent.tracker.swarm;

/** What an announce makes of its peer. */
public enum PeerChange {
    /** Here, and not yet whole. */
    LEECHER,
    /** Here, with every piece. */
    SEEDER,
    /** A seeder from now on: counted as a completed download, once per peer. */
    COMPLETED,
    /** Gone. Harmless when it never was here: transmission says so before it starts. */
    STOPPED
}
