package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.Logging;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.OutputFormat;
import io.s3torrent.cli.output.TorrentFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command. */
@Command(
        synopsisHeading = "usage: ",
        abbreviateSynopsis = true,
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
public final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            order = 90,
            defaultValue = "text",
            description = "Output format: text, or one JSON object per line (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 92,
            description = "Print this text.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Option(names = "--debug", order = 91, description = "Log each step, and each request to the store, to stderr.")
    void debug(boolean on) {
        if (on) {
            Logging.debug();
        }
    }

    /** Where the result of the command goes: to stdout, or with {@code -O -} to stderr, because stdout then is the torrent. */
    public Output output() {
        Console console = console();
        PrintWriter out = isStdoutTaken()
                ? new PrintWriter(console, true, StandardCharsets.UTF_8)
                : command.commandLine().getOut();
        return new Output(format, out, console, Clock.systemUTC());
    }

    private boolean isStdoutTaken() {
        OptionSpec save = command.findOption("-O");
        Object target = save == null ? null : save.getValue();
        return target instanceof SaveTarget saved ? saved.isStdout() : TorrentFile.STDOUT.equals(target);
    }

    private Console console() {
        return ((Console.Owner) command.root().userObject()).console();
    }
}
