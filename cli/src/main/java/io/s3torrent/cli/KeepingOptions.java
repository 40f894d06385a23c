package io.s3torrent.cli;

import io.s3torrent.seeder.Keeping;
import io.s3torrent.seeder.StateDir;
import io.s3torrent.seeder.origin.SidecarMode;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where torrents are looked for before one is made, and kept afterwards. */
final class KeepingOptions {
    @Option(
            names = "--sidecar",
            paramLabel = "none|local|bucket",
            defaultValue = "local",
            description = {
                "Where torrents are looked for and kept: nowhere; in the state folder, and what lies",
                "beside the object is used, too; or a new one is put beside it (default: ${DEFAULT-VALUE})."
            })
    private SidecarMode sidecar = SidecarMode.LOCAL;

    /** As the library takes it. */
    Keeping toKeeping(StateDir stateDir) {
        return new Keeping(sidecar, Optional.of(stateDir));
    }
}
