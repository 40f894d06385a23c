package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.piece.PrivateFiles;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where torrents are kept from one run to the next.
 *
 * @param stateDir has a folder of them, and of what the DHT node knows; empty to keep none on this machine
 */
public record PersistenceConfig(SidecarMode sidecar, Optional<StateDir> stateDir) {
    /** Every torrent is made anew, and nothing is left anywhere. */
    public static final PersistenceConfig NOTHING = new PersistenceConfig(SidecarMode.NONE, Optional.empty());

    /** The persistence of one store's torrents. */
    public TorrentPersistence of(AwsObjectStore store) {
        return sidecar == SidecarMode.NONE
                ? TorrentPersistence.none()
                : TorrentPersistence.of(sidecar, stateDir, store.endpoint(), store.writer());
    }

    /** Of the DHT node on a port, which nobody else can have at the same time; made if it is not there. */
    public Optional<Path> dhtFolder(int port) throws IOException {
        if (stateDir.isEmpty()) {
            return Optional.empty();
        }
        Path folder = stateDir.get().open().resolve("dht").resolve(String.valueOf(port));
        PrivateFiles.createFolder(folder);
        return Optional.of(folder);
    }
}
