package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.piece.PrivateFiles;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where torrents are kept between runs.
 *
 * @param stateDir the folder for torrents and for the state of the DHT node; empty to keep nothing on this machine
 */
public record PersistenceConfig(SidecarMode sidecar, Optional<StateDir> stateDir) {
    /** Keeps nothing: every torrent is made again. */
    public static final PersistenceConfig NOTHING = new PersistenceConfig(SidecarMode.NONE, Optional.empty());

    /** The persistence of one store's torrents. */
    public TorrentPersistence of(AwsObjectStore store) {
        return sidecar == SidecarMode.NONE
                ? TorrentPersistence.none()
                : TorrentPersistence.of(sidecar, stateDir, store.endpoint(), store.writer());
    }

    /**
     * The folder of the DHT node on a port, created if it does not exist. Only one process at a time can have the port, and therefore the
     * folder.
     */
    public Optional<Path> dhtFolder(int port) throws IOException {
        if (stateDir.isEmpty()) {
            return Optional.empty();
        }
        Path folder = stateDir.get().open().resolve("dht").resolve(String.valueOf(port));
        PrivateFiles.createFolder(folder);
        return Optional.of(folder);
    }
}
