package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.s3.ObjectException;

/** Hears what becomes of torrents that are seeded, on the thread that found out; the reason says which object it is about. */
public interface SeedListener {
    /** Does not listen. */
    SeedListener NONE = new SeedListener() {
        @Override
        public void gone(InfoHash infoHash, ObjectException reason) {}

        @Override
        public void authError(InfoHash infoHash, ObjectException reason) {}
    };

    /** An object is gone or was replaced: its torrent is no longer seeded, and trackers were told. */
    void gone(InfoHash infoHash, ObjectException reason);

    /** The store does not let us read any more. What is cached is still served, and the rest when it lets us again. */
    void authError(InfoHash infoHash, ObjectException reason);
}
