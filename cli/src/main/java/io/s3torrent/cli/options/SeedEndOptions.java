package io.s3torrent.cli.options;

import io.s3torrent.cli.options.TimeArguments.EndTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that end seeding. */
public final class SeedEndOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--until-copies",
            paramLabel = "N",
            description = "Exit when N copies of each torrent were sent, and no peer has taken more for 10 s.")
    private @Nullable Integer untilCopies;

    @Option(
            names = "--until-time",
            paramLabel = "TIME",
            description = "Exit at this time: 24h or 30m from now, or 2030-12-31T23:59:59Z.")
    private @Nullable EndTime untilTime;

    /** When to end. */
    public SeedEnd end() {
        if (untilCopies != null && untilCopies < 1) {
            throw new ParameterException(command.commandLine(), "--until-copies: " + untilCopies + " (expected: >= 1)");
        }
        return new SeedEnd(
                Optional.ofNullable(untilCopies), Optional.ofNullable(untilTime).map(EndTime::instant));
    }
}
