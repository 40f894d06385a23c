package io.s3torrent.cli.options;

import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.resolve.StateDir;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where torrents are looked for before one is made, and kept afterwards. */
public final class PersistenceOptions {
    @Option(
            names = "--sidecar",
            paramLabel = "none|local|bucket",
            defaultValue = "local",
            order = 49,
            description =
                    "Look for a torrent of before nowhere; in the state folder and beside the object; or put new ones"
                            + " beside it, too (default: ${DEFAULT-VALUE}).")
    private SidecarMode sidecar = SidecarMode.LOCAL;

    /** As the library takes it. */
    public PersistenceConfig toKeeping(StateDir stateDir) {
        return new PersistenceConfig(sidecar, Optional.of(stateDir));
    }
}
