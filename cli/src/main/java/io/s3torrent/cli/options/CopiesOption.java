package io.s3torrent.cli.options;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.wire.PeerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many copies of each byte a swarm gets. */
public final class CopiesOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--copies",
            paramLabel = "auto|K|unlimited",
            description =
                    "Send a swarm this many copies of each byte on average, while its peers exchange them (auto: 2)."
                            + " Peers that cannot trade get all that they request (default: auto).")
    private @Nullable CopyPolicy copies;

    /** Adds the number of copies to the settings. Only the netty engine can hold pieces back. */
    public PeerConfig applyTo(PeerConfig settings, EngineKind engine) {
        if (engine == EngineKind.NETTY) {
            return settings.withCopies(copies == null ? CopyPolicy.AUTO : copies);
        }
        if (copies != null && !copies.isUnlimited()) {
            throw new ParameterException(
                    command.commandLine(), "--copies: the bt engine cannot limit copies (expected: --engine netty)");
        }
        return settings;
    }
}
