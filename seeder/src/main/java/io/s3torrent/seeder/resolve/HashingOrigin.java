package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.Optional;

/** Reads every byte once, and compares them with what the store knows of them; those bytes fill the cache that serves the first peers. */
record HashingOrigin(TorrentMaker maker) implements TorrentOrigin {
    @Override
    public OriginKind origin() {
        return OriginKind.HASHING;
    }

    @Override
    public Optional<Usage> foreseen(TorrentPlan wanted) {
        return Optional.of(TorrentMaker.reading(wanted.content(), wanted.spec().pieceLength()));
    }

    @Override
    public Optional<Info> find(TorrentPlan wanted) throws IOException {
        return Optional.of(
                maker.make(wanted.content(), wanted.spec(), wanted.files(), wanted.checksums(), wanted.listener()));
    }
}
