package io.s3torrent.seeder.resolve;

/** Where existing torrents are searched, and where new ones are kept. */
public enum SidecarMode {
    /** Nowhere: every torrent is made again. */
    NONE,
    /** In the state folder. An existing sidecar next to the object is used as well. */
    LOCAL,
    /** As {@link #LOCAL}, and a new torrent is also put next to its object. */
    BUCKET
}
