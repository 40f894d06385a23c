package io.s3torrent.cli.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that scripts give to every command of the AWS CLI, and that make no difference here. */
@SuppressWarnings("UnusedVariable")
public final class AwsCliOptions {
    @Option(names = "--no-paginate", hidden = true)
    private boolean noPaginate;

    @Option(names = "--no-cli-pager", hidden = true)
    private boolean noCliPager;

    @Option(names = "--no-cli-auto-prompt", hidden = true)
    private boolean noCliAutoPrompt;

    @Option(names = "--color", hidden = true)
    private @Nullable String color;

    @Option(names = "--cli-read-timeout", hidden = true)
    private @Nullable String cliReadTimeout;

    @Option(names = "--cli-connect-timeout", hidden = true)
    private @Nullable String cliConnectTimeout;

    @Option(names = "--cli-binary-format", hidden = true)
    private @Nullable String cliBinaryFormat;
}
