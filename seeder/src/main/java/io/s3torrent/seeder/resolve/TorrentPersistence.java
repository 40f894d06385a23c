package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectWriter;
import java.util.Optional;

/** Keeps torrents between runs, in the state folder and as sidecars next to their objects. */
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
     * @param stateDir has the folder of torrents; empty to keep none on this machine
     * @param store identifies the store, since two stores may have buckets of the same name
     * @param writer puts sidecars, if the mode requires them
     */
    public static TorrentPersistence of(
            SidecarMode mode, Optional<StateDir> stateDir, String store, ObjectWriter writer) {
        return new TorrentPersistence(
                mode,
                stateDir.filter(any -> mode != SidecarMode.NONE).map(any -> new TorrentCache(any, store)),
                Optional.of(writer).filter(any -> mode == SidecarMode.BUCKET));
    }

    /** Keeps and finds nothing. */
    public static TorrentPersistence none() {
        return new TorrentPersistence(SidecarMode.NONE, Optional.empty(), Optional.empty());
    }

    Optional<TorrentCache> cache() {
        return cache;
    }

    Optional<SidecarOrigin> sidecars(ObjectStore store) {
        return mode == SidecarMode.NONE ? Optional.empty() : Optional.of(new SidecarOrigin(store));
    }

    /** Keeps a torrent in all places that lack it. Only torrents that were made or sampled in this run are kept in the folder. */
    void keep(ObjectStore store, TorrentPlan plan, Info info, OriginKind origin) {
        if (origin.isChecked()) {
            cache.ifPresent(torrents -> torrents.keep(plan, info));
        }
        if (origin != OriginKind.SIDECAR) {
            writer.ifPresent(puts -> new SidecarOrigin(store).put(puts, plan, info));
        }
    }

    /** Deletes a torrent that turned out to be wrong. */
    public void forget(TorrentPlan plan) {
        cache.ifPresent(torrents -> torrents.forget(plan));
    }
}
