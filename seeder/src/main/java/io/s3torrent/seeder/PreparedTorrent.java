package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.InfoShelf;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.origin.Origin;
import io.s3torrent.seeder.origin.Wanted;
import io.s3torrent.seeder.piece.Content;
import java.util.Optional;

/**
 * A torrent that is ready to be given away or seeded.
 *
 * @param wanted what it was found or made for; empty for one that was given
 */
record PreparedTorrent(Content content, Metainfo metainfo, Origin origin, Optional<Wanted> wanted) {

    /** The same with its hashes on a shelf. */
    PreparedTorrent shelved(InfoShelf shelf) {
        return new PreparedTorrent(content, metainfo.withInfo(shelf.put(metainfo.info())), origin, wanted);
    }
}
