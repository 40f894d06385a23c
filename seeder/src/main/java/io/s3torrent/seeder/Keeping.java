package io.s3torrent.seeder;

import io.s3torrent.seeder.origin.KeptFolder;
import io.s3torrent.seeder.origin.SidecarMode;
import io.s3torrent.seeder.origin.TorrentKeeper;
import io.s3torrent.seeder.piece.PrivateFiles;
import io.s3torrent.seeder.s3.AwsObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where torrents are kept from one run to the next.
 *
 * @param stateDir has a folder of them, and of what the DHT node knows; empty to keep none on this machine
 */
public record Keeping(SidecarMode sidecar, Optional<StateDir> stateDir) {
    /** Every torrent is made anew, and nothing is left anywhere. */
    public static final Keeping NOTHING = new Keeping(SidecarMode.NONE, Optional.empty());

    /** The keeper of one store's torrents. */
    TorrentKeeper keeper(AwsObjectStore store) {
        return sidecar == SidecarMode.NONE
                ? TorrentKeeper.none()
                : TorrentKeeper.of(sidecar, stateDir.map(Keeping::folder), store.endpoint(), store.writer());
    }

    private static KeptFolder folder(StateDir stateDir) {
        return new KeptFolder(stateDir.path().resolve("torrents"), stateDir::open);
    }

    /** Of the DHT node on a port, which nobody else can have at the same time; made if it is not there. */
    Optional<Path> dhtFolder(int port) throws IOException {
        if (stateDir.isEmpty()) {
            return Optional.empty();
        }
        Path folder = stateDir.get().open().resolve("dht").resolve(String.valueOf(port));
        PrivateFiles.createFolder(folder);
        return Optional.of(folder);
    }
}
