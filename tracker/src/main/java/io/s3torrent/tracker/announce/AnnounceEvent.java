package io.s3torrent.tracker.announce;

/** Why a peer announces (BEP 3). */
public enum AnnounceEvent {
    /** A regular announce. */
    NONE,
    /** The first announce of a download. */
    STARTED,
    /** The download has just ended. */
    COMPLETED,
    /** The peer leaves the swarm. */
    STOPPED
}
