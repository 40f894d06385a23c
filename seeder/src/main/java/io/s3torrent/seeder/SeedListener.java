package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.s3.ObjectException;

/** Receives the events of seeded torrents, on the thread that detected them. The reason names the object. */
public interface SeedListener {
    /** Ignores all events. */
    SeedListener NONE = new SeedListener() {
        @Override
        public void gone(InfoHash infoHash, ObjectException reason) {}

        @Override
        public void authError(InfoHash infoHash, ObjectException reason) {}
    };

    /** An object was deleted or replaced. Its torrent is not seeded any more, and trackers were told. */
    void gone(InfoHash infoHash, ObjectException reason);

    /** The store denies access. Cached pieces are still served; the others follow when the store allows access again. */
    void authError(InfoHash infoHash, ObjectException reason);
}
