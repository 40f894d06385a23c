package io.s3torrent.cli.options;

import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.resolve.StateDir;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to look for existing torrents, and the folder for state between runs. */
public final class PersistenceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--sidecar",
            paramLabel = "none|local|bucket",
            defaultValue = "local",
            order = 49,
            description =
                    "Where to look for existing torrents: nowhere (none), or in the state folder and next to the object"
                            + " (local); bucket also stores new ones next to the object (default: ${DEFAULT-VALUE}).")
    private SidecarMode sidecar = SidecarMode.LOCAL;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Folder for state between runs (default: $STATE_DIRECTORY, else $XDG_STATE_HOME/s3torrent).")
    private @Nullable Path stateDir;

    /** The folder, which need not exist yet. */
    public StateDir stateDir() {
        return StateDir.resolve(
                Optional.ofNullable(stateDir), Environment.of(command).variables());
    }

    /** The settings for the library. */
    public PersistenceConfig toConfig() {
        return new PersistenceConfig(sidecar, Optional.of(stateDir()));
    }
}
