package io.s3torrent.cli.options;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many copies a swarm is given. */
public final class CopiesOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--copies",
            paramLabel = "auto|K|unlimited",
            description =
                    "Give a swarm this many copies of each byte, on average, while its peers pass them on (auto: 2);"
                            + " who cannot trade gets all that it asks for (default: auto).")
    private @Nullable CopyPolicy copies;

    /** The policy for an engine. The bt library cannot withhold pieces, so that it has the default only. */
    public CopyPolicy policy(EngineKind engine) {
        if (engine == EngineKind.NETTY) {
            return copies == null ? CopyPolicy.AUTO : copies;
        }
        if (copies != null && !copies.isUnlimited()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--copies: the bt library gives every peer what it asks for (expected: --engine netty)");
        }
        return CopyPolicy.AUTO;
    }
}
