package io.s3torrent.seeder.resolve;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A folder for torrents.
 *
 * @param path may not be there yet
 * @param opening is called before something is written
 */
public record TorrentCacheConfig(Path path, Opening opening) {

    /** Makes what the folder lies in. */
    @FunctionalInterface
    public interface Opening {
        /** Fails when nothing can, or must, be written there. */
        void open() throws IOException;
    }
}
