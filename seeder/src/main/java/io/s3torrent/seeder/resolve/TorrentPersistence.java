package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectWriter;
import java.util.Optional;

/** Where torrents are kept from one run to the next: the state folder, and beside their objects. */
public final class TorrentPersistence {
    private final SidecarMode mode;
    private final Optional<TorrentCache> kept;
    private final Optional<ObjectWriter> writer;

    private TorrentPersistence(SidecarMode mode, Optional<TorrentCache> kept, Optional<ObjectWriter> writer) {
        this.mode = mode;
        this.kept = kept;
        this.writer = writer;
    }

    /**
     * A keeper for the torrents of one store.
     *
     * @param folder of torrents; empty to keep none on this machine
     * @param store tells the buckets of one store from those of another
     * @param writer puts sidecars, if the mode wants them
     */
    public static TorrentPersistence of(
            SidecarMode mode, Optional<TorrentCacheConfig> folder, String store, ObjectWriter writer) {
        return new TorrentPersistence(
                mode,
                folder.filter(any -> mode != SidecarMode.NONE).map(any -> new TorrentCache(any, store)),
                Optional.of(writer).filter(any -> mode == SidecarMode.BUCKET));
    }

    /** Keeps nothing and knows nothing. */
    public static TorrentPersistence none() {
        return new TorrentPersistence(SidecarMode.NONE, Optional.empty(), Optional.empty());
    }

    Optional<TorrentCache> kept() {
        return kept;
    }

    Optional<SidecarOrigin> sidecars(ObjectStore store) {
        return mode == SidecarMode.NONE ? Optional.empty() : Optional.of(new SidecarOrigin(store));
    }

    /** Keeps what was found, where it is not yet; only what was made or sampled here goes into the folder. */
    void keep(ObjectStore store, TorrentPlan wanted, FoundTorrent found) {
        if (found.origin().isChecked()) {
            kept.ifPresent(torrents -> torrents.keep(wanted, found.info()));
        }
        if (found.origin() != OriginKind.SIDECAR) {
            writer.ifPresent(puts -> new SidecarOrigin(store).put(puts, wanted, found.info()));
        }
    }

    /** A torrent turned out to be wrong: it must not come from here again. */
    public void forget(TorrentPlan wanted) {
        kept.ifPresent(torrents -> torrents.forget(wanted));
    }
}
