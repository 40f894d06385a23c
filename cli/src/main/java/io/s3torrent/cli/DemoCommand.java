package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: its S3 store is no part of the shipped jar, so the launcher of a source checkout runs it. */
@Command(
        name = "demo",
        description = "Shows the whole way with a store of its own: an object, its seeder, three downloads at once.",
        footer = {"", "Runs from a source checkout: ./s3torrent demo [--keep]"})
final class DemoCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("UnusedVariable") // --help
    private final CommonOptions common = new CommonOptions();

    @Option(names = "--keep", description = "Leave it running, with a magnet link for your own client.")
    @SuppressWarnings("UnusedVariable") // the launcher's
    private boolean keep;

    @Override
    public Integer call() throws CommandException {
        throw new CommandException(
                ExitCode.OTHER, "the demo runs from a source checkout only: git clone, then ./s3torrent demo");
    }
}
