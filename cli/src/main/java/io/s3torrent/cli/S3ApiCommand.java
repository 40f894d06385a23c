package io.s3torrent.cli;

import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code s3api get-object-torrent}: an AWS CLI script only has to change the program name. */
@Command(
        name = "s3api",
        hidden = true,
        description = "The s3api command of the AWS CLI, with one of its operations.",
        subcommands = GetObjectTorrentCommand.class)
final class S3ApiCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // --help
    private final CommonOptions common = new CommonOptions();

    // Also accepted before the operation, as in the AWS CLI. Environment passes them on.
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the following arguments are required: COMMAND");
    }
}
