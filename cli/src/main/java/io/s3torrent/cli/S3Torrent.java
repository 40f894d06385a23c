package io.s3torrent.cli;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.cli.config.GatewayAuth;
import io.s3torrent.cli.config.ServeConfig;
import io.s3torrent.cli.options.ArgumentConverters;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Failures;
import io.s3torrent.cli.output.Logging;
import io.s3torrent.cli.output.OutOfMemory;
import io.s3torrent.cli.output.ResultStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main class: {@code s3torrent COMMAND}. */
@Command(
        name = "s3torrent",
        description = "Turns objects of any S3 store into torrents and seeds them, without a local copy.",
        synopsisHeading = "usage: ",
        customSynopsis = "s3torrent COMMAND [options]",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions, before or after the command:%n",
        versionProvider = S3Torrent.Version.class,
        subcommands = {
            CreateCommand.class,
            SeedCommand.class,
            ServeCommand.class,
            TrackerCommand.class,
            GatewayCommand.class,
            PasskeyCommand.class,
            DownloadCommand.class,
            PutCommand.class,
            GetObjectTorrentCommand.class,
            S3ApiCommand.class,
            ShowCommand.class,
            EditCommand.class,
            VerifyCommand.class,
            DemoCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Start here:",
            "  s3torrent seed s3://bucket/key            seed an object, and print its magnet link",
            "  s3torrent download 'magnet:?...' -d DIR   download it from peers",
            "",
            Environment.HELP_1,
            Environment.HELP_2,
            "",
            "Exit codes: 0 done, 1 failed, 2 partly done, 3 stopped and resumable, 4 disk full,",
            "130 Ctrl-C, 252 wrong usage, 253 credentials or configuration, 254 rejected by",
            "the store, 255 other."
        })
public final class S3Torrent implements Runnable, Console.Owner {
    private final Console console;

    @Spec
    private CommandSpec spec;

    // Also accepted before the command, as in the AWS CLI. Environment passes them to the command.
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private final CommonOptions common = new CommonOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable")
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean version;

    private S3Torrent(Console console) {
        this.console = console;
        this.spec = CommandSpec.create();
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Console console = Console.onStderr();
        // stdout carries only the result: output of libraries goes to stderr.
        PrintStream stderr = new PrintStream(console, true, StandardCharsets.UTF_8);
        System.setErr(stderr);
        System.setOut(stderr);
        OutOfMemory.endsTheProcess(console);
        Logging.start();
        System.exit(run(System.getenv(), ResultStream.onStdout(console), console, args));
    }

    /** Runs one command and returns its exit code. */
    static int run(Map<String, String> env, PrintWriter out, Console console, String... args) {
        Environment environment = new Environment(env, List.of(args));
        CommandLine line = commandLine(console)
                .setOut(out)
                .setErr(new PrintWriter(console, true, StandardCharsets.UTF_8))
                .setDefaultValueProvider(environment)
                .setParameterExceptionHandler(new UsageErrors(environment));
        Set<String> unknown = environment.unknown(line.getCommandSpec());
        unknown.removeAll(ServeConfig.variables());
        unknown.forEach(name -> console.note("warning: unknown variable " + name));
        int code = line.execute(args);
        // PrintWriter throws nothing: without this, a result that could not be written would count as success.
        return out.checkError() && code == ExitCode.OK ? ExitCode.FAILED : code;
    }

    /** The parser with all commands. */
    public static CommandLine commandLine(Console console) {
        CommandLine line = new CommandLine(new S3Torrent(console));
        ArgumentConverters.register(line);
        ArgumentConverters.register(line, ContentRef.class, ContentRef::parse);
        ArgumentConverters.register(line, PutCommand.PutTarget.class, PutCommand.PutTarget::parse);
        ArgumentConverters.register(line, PasskeyCommand.SwarmNames.class, PasskeyCommand.SwarmNames::parse);
        ArgumentConverters.registerEnum(line, TrackerCommand.Access.class);
        ArgumentConverters.registerEnum(line, GatewayAuth.class);
        return line
                // A key or a magnet link may start with @, which would otherwise name a file of arguments.
                .setExpandAtFiles(false)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setExecutionExceptionHandler(new Failures(console));
    }

    /** stderr. */
    @Override
    public Console console() {
        return console;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the following arguments are required: COMMAND");
    }

    /** What {@code --version} prints: one line, like the AWS CLI's. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                SoftwareName.NAME + " Java/" + Runtime.version().feature() + " " + System.getProperty("os.name") + "/"
                        + System.getProperty("os.arch")
            };
        }
    }
}
