package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectWriter;
import java.util.Optional;

/** Where torrents are kept from one run to the next: the state folder, and beside their objects. */
public final class TorrentPersistence {
    private final SidecarMode mode;
    private final Optional<TorrentCache> cache;
    private final Optional<ObjectWriter> writer;

    private TorrentPersistence(SidecarMode mode, Optional<TorrentCache> cache, Optional<ObjectWriter> writer) {
        this.mode = mode;
        this.cache = cache;
        this.writer = writer;
    }

    /**
     * The persistence of one store's torrents.
     *
     * @param stateDir has a folder of torrents; empty to keep none on this machine
     * @param store tells the buckets of one store from those of another
     * @param writer puts sidecars, if the mode wants them
     */
    public static TorrentPersistence of(
            SidecarMode mode, Optional<StateDir> stateDir, String store, ObjectWriter writer) {
        return new TorrentPersistence(
                mode,
                stateDir.filter(any -> mode != SidecarMode.NONE).map(any -> new TorrentCache(any, store)),
                Optional.of(writer).filter(any -> mode == SidecarMode.BUCKET));
    }

    /** Keeps nothing and knows nothing. */
    public static TorrentPersistence none() {
        return new TorrentPersistence(SidecarMode.NONE, Optional.empty(), Optional.empty());
    }

    Optional<TorrentCache> cache() {
        return cache;
    }

    Optional<SidecarOrigin> sidecars(ObjectStore store) {
        return mode == SidecarMode.NONE ? Optional.empty() : Optional.of(new SidecarOrigin(store));
    }

    /** Keeps a torrent where it is not yet. Only torrents that were made or sampled in this run go into the folder. */
    void keep(ObjectStore store, TorrentPlan plan, Info info, OriginKind origin) {
        if (origin.isChecked()) {
            cache.ifPresent(torrents -> torrents.keep(plan, info));
        }
        if (origin != OriginKind.SIDECAR) {
            writer.ifPresent(puts -> new SidecarOrigin(store).put(puts, plan, info));
        }
    }

    /** A torrent turned out to be wrong: it must not come from here again. */
    public void forget(TorrentPlan plan) {
        cache.ifPresent(torrents -> torrents.forget(plan));
    }
}
