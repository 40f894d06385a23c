package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.InfoSpillFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;
import java.util.Optional;

/**
 * A torrent that is ready to be given away or seeded.
 *
 * @param wanted what it was found or made for; empty for one that was given
 */
public record PreparedTorrent(Content content, Metainfo metainfo, OriginKind origin, Optional<TorrentPlan> wanted) {

    /** The same with its hashes on a shelf. */
    public PreparedTorrent shelved(InfoSpillFile shelf) {
        return new PreparedTorrent(content, metainfo.withInfo(shelf.put(metainfo.info())), origin, wanted);
    }
}
