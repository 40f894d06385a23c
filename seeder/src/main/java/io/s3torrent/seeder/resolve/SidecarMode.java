package io.s3torrent.seeder.resolve;

/** Where torrents are looked for before one is made, and left afterwards. */
public enum SidecarMode {
    /** Nowhere: made anew each time. */
    NONE,
    /** In the state folder; one that lies beside its object is used, too. */
    LOCAL,
    /** The same, and a new one is put beside its object. */
    BUCKET
}
