package io.s3torrent.tracker.announce;

/** Why a peer announces (BEP 3). */
public enum AnnounceEvent {
    /** One of the regular announces. */
    NONE,
    /** The first announce of a download. */
    STARTED,
    /** The download has just ended. */
    COMPLETED,
    /** The peer leaves. */
    STOPPED
}
