package io.s3torrent.seeder.origin;

import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Where torrents are kept from one run to the next: the state folder, and beside their objects. */
public final class TorrentKeeper {
    private final SidecarMode mode;
    private final Optional<KeptTorrents> kept;
    private final Optional<ObjectWriter> writer;

    private TorrentKeeper(SidecarMode mode, Optional<KeptTorrents> kept, Optional<ObjectWriter> writer) {
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
    public static TorrentKeeper of(SidecarMode mode, Optional<Path> folder, String store, ObjectWriter writer) {
        return new TorrentKeeper(
                mode,
                folder.filter(any -> mode != SidecarMode.NONE).map(path -> new KeptTorrents(path, store)),
                Optional.of(writer).filter(any -> mode == SidecarMode.BUCKET));
    }

    /** Keeps nothing and knows nothing. */
    public static TorrentKeeper none() {
        return new TorrentKeeper(SidecarMode.NONE, Optional.empty(), Optional.empty());
    }

    Optional<KeptTorrents> kept() {
        return kept;
    }

    Optional<SidecarOrigin> sidecars(ObjectStore store) {
        return mode == SidecarMode.NONE ? Optional.empty() : Optional.of(new SidecarOrigin(store));
    }

    /** Keeps what was found, where it is not yet; only what was made or sampled here goes into the folder. */
    void keep(ObjectStore store, Wanted wanted, FoundTorrent found) {
        if (found.origin().isChecked()) {
            kept.ifPresent(torrents -> torrents.keep(wanted, found.info()));
        }
        if (found.origin() != Origin.SIDECAR) {
            writer.ifPresent(puts -> new SidecarOrigin(store).put(puts, wanted, found.info()));
        }
    }

    /** A torrent turned out to be wrong: it must not come from here again. */
    public void forget(Wanted wanted) {
        kept.ifPresent(torrents -> torrents.forget(wanted));
    }
}
