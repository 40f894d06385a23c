package io.s3torrent.seeder;

import io.s3torrent.seeder.origin.SidecarMode;
import io.s3torrent.seeder.origin.TorrentKeeper;
import io.s3torrent.seeder.s3.AwsObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where torrents are kept from one run to the next.
 *
 * @param stateDir has a folder of them; empty to keep none on this machine
 */
public record Keeping(SidecarMode sidecar, Optional<StateDir> stateDir) {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    /** Every torrent is made anew, and nothing is left anywhere. */
    public static final Keeping NOTHING = new Keeping(SidecarMode.NONE, Optional.empty());

    /** The keeper of one store's torrents; without a state folder that can be used it has none there, which is told. */
    TorrentKeeper keeper(AwsObjectStore store) {
        if (sidecar == SidecarMode.NONE) {
            return TorrentKeeper.none();
        }
        Optional<Path> folder = stateDir.flatMap(Keeping::folder);
        return TorrentKeeper.of(sidecar, folder, store.endpoint(), store.writer());
    }

    private static Optional<Path> folder(StateDir stateDir) {
        try {
            return Optional.of(stateDir.open().resolve("torrents"));
        } catch (IOException e) {
            LOG.warn("torrents are not kept for later runs: {}", e.toString());
            return Optional.empty();
        }
    }
}
