package io.s3torrent.seeder.piece.cache;

import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.disk.DiskKey;
import io.s3torrent.seeder.s3.ByteRange;

/**
 * The units of one torrent: where their bytes come from, and what they must be.
 *
 * @param content has the bytes
 * @param hashes name the right ones
 * @param layout cuts them
 */
record TorrentUnits(Content content, PieceHashes hashes, UnitLayout layout) {

    TorrentUnits {
        if (content.length() != hashes.layout().objectLength()) {
            throw new IllegalArgumentException("content: " + content.length() + " bytes (expected: "
                    + hashes.layout().objectLength() + ")");
        }
    }

    ByteRange range(int unit) {
        return layout.range(unit);
    }

    PieceCache.Key key(int unit) {
        return layout.key(content, hashes.infoHash(), unit);
    }

    DiskKey diskKey(int unit) {
        return layout.diskKey(content, unit);
    }

    /** Hashes a unit whose bytes are about to go by. */
    UnitCheck check(int unit) {
        return new UnitCheck(this, unit);
    }
}
