package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code s3api get-object-torrent}: so that a script needs no other change than the program's name. */
@Command(
        name = "s3api",
        hidden = true,
        description = "As in the AWS CLI, with get-object-torrent only.",
        subcommands = GetObjectTorrentCommand.class)
final class S3ApiCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // --help
    private final CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the following arguments are required: COMMAND");
    }
}
