package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries all origins in order, the cheapest first, until one of them has the torrent. */
public final class TorrentOrigins {
    private final ObjectStore store;
    private final TorrentPersistence persistence;
    private final List<TorrentOrigin> inOrder;

    /**
     * Makes the origins for objects in {@code store}.
     *
     * @param maker hashes the content when no other origin has the torrent
     * @param persistence has the torrents of earlier runs, and keeps new ones
     */
    public TorrentOrigins(ObjectStore store, TorrentMaker maker, TorrentPersistence persistence) {
        this.store = store;
        this.persistence = persistence;
        List<TorrentOrigin> origins = new ArrayList<>();
        persistence.cache().ifPresent(origins::add);
        persistence.sidecars(store).ifPresent(origins::add);
        origins.add(new PartChecksumOrigin(store));
        origins.add(new StoreTorrentOrigin(store));
        origins.add(new HashingOrigin(maker));
        this.inOrder = List.copyOf(origins);
    }

    /** Estimates what {@link #find} would read of the content. */
    public Usage estimate(TorrentPlan plan) throws IOException {
        for (TorrentOrigin origin : inOrder) {
            Optional<Usage> reading = origin.estimate(plan);
            if (reading.isPresent()) {
                return reading.get();
            }
        }
        throw new AssertionError("hashing gives a torrent, or fails");
    }

    /**
     * Finds or makes the torrent of a plan. Blocks.
     *
     * @throws IOException when the content cannot be read
     */
    public Torrent find(TorrentPlan plan, List<String> trackers) throws IOException {
        for (TorrentOrigin origin : inOrder) {
            Optional<Info> info = origin.find(plan);
            if (info.isPresent()) {
                persistence.keep(store, plan, info.get(), origin.origin());
                return Torrent.of(plan, info.get(), origin.origin(), trackers);
            }
        }
        throw new AssertionError("hashing gives a torrent, or fails");
    }

    /** Reads all bytes once, and compares them with the store's checksums. The bytes also fill the cache for the first peers. */
    record HashingOrigin(TorrentMaker maker) implements TorrentOrigin {
        @Override
        public OriginKind origin() {
            return OriginKind.HASHING;
        }

        @Override
        public Optional<Usage> estimate(TorrentPlan plan) {
            return Optional.of(TorrentMaker.reading(plan.content(), plan.spec().pieceLength()));
        }

        @Override
        public Optional<Info> find(TorrentPlan plan) throws IOException {
            return Optional.of(
                    maker.make(plan.content(), plan.spec(), plan.files(), plan.checksums(), plan.listener()));
        }
    }
}
