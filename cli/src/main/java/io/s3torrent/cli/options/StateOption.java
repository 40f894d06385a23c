package io.s3torrent.cli.options;

import io.s3torrent.seeder.resolve.StateDir;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command keeps what outlives it. */
public final class StateOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "What outlives a run (default: $STATE_DIRECTORY, else $XDG_STATE_HOME/s3torrent).")
    private @Nullable Path folder;

    /** The folder, which is not created yet. */
    public StateDir stateDir() {
        return StateDir.resolve(
                Optional.ofNullable(folder), Environment.of(command).variables());
    }
}
