package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the launcher of a source checkout runs it, because the demo's S3 store is not in the shipped jar. */
@Command(
        name = "demo",
        description =
                "Starts an S3 store, seeds an object from it, and downloads the object with three clients at once.",
        footer = {"", "Runs from a source checkout: ./s3torrent demo [--keep]"})
final class DemoCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("UnusedVariable") // --help
    private final CommonOptions common = new CommonOptions();

    @Option(names = "--keep", description = "Keep the demo running, and print a magnet link for your own client.")
    @SuppressWarnings("UnusedVariable") // read by the launcher
    private boolean keep;

    @Override
    public Integer call() throws CommandException {
        throw new CommandException(
                ExitCode.OTHER, "the demo runs from a source checkout only: git clone, then ./s3torrent demo");
    }
}
