package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All origins, tried in order: the first that has the torrent saves the trouble of the later ones. */
public final class TorrentOrigins {
    private final ObjectStore store;
    private final TorrentPersistence keeper;
    private final List<TorrentOrigin> inOrder;

    /**
     * The origins for torrents of objects in {@code store}.
     *
     * @param maker hashes, when nothing else helps
     * @param keeper knows the torrents of before, and keeps new ones
     */
    public TorrentOrigins(ObjectStore store, TorrentMaker maker, TorrentPersistence keeper) {
        this.store = store;
        this.keeper = keeper;
        List<TorrentOrigin> origins = new ArrayList<>();
        keeper.kept().ifPresent(origins::add);
        keeper.sidecars(store).ifPresent(origins::add);
        origins.add(new PartChecksumOrigin(store));
        origins.add(new StoreTorrentOrigin(store));
        origins.add(new HashingOrigin(maker));
        this.inOrder = List.copyOf(origins);
    }

    /** What {@link #find} would read of the content. */
    public Usage foreseen(TorrentPlan wanted) throws IOException {
        for (TorrentOrigin origin : inOrder) {
            Optional<Usage> reading = origin.foreseen(wanted);
            if (reading.isPresent()) {
                return reading.get();
            }
        }
        throw new AssertionError("hashing gives a torrent, or fails");
    }

    /**
     * Finds or makes the wanted torrent. Blocks.
     *
     * @throws IOException when the content cannot be read
     */
    public FoundTorrent find(TorrentPlan wanted) throws IOException {
        for (TorrentOrigin origin : inOrder) {
            Optional<Info> info = origin.find(wanted);
            if (info.isPresent()) {
                FoundTorrent found = new FoundTorrent(info.get(), origin.origin());
                keeper.keep(store, wanted, found);
                return found;
            }
        }
        throw new AssertionError("hashing gives a torrent, or fails");
    }

    /** Reads every byte once, and compares them with what the store knows of them; those bytes fill the cache that serves the first peers. */
    private record HashingOrigin(TorrentMaker maker) implements TorrentOrigin {
        @Override
        public OriginKind origin() {
            return OriginKind.HASHING;
        }

        @Override
        public Optional<Usage> foreseen(TorrentPlan wanted) {
            return Optional.of(
                    TorrentMaker.reading(wanted.content(), wanted.spec().pieceLength()));
        }

        @Override
        public Optional<Info> find(TorrentPlan wanted) throws IOException {
            return Optional.of(
                    maker.make(wanted.content(), wanted.spec(), wanted.files(), wanted.checksums(), wanted.listener()));
        }
    }
}
