package io.s3torrent.cli;

import io.s3torrent.cli.options.AnnounceOption;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.PersistenceOptions;
import io.s3torrent.cli.options.S3OptionGroup;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code get-object-torrent}: the AWS CLI's command, for every store. */
@Command(
        name = "get-object-torrent",
        description =
                "Writes the torrent of an object to a file, as aws s3api get-object-torrent did, for every store. "
                        + "Options, output and exit codes are the same.",
        footer = {
            "",
            "Example:",
            "  s3torrent get-object-torrent --bucket BUCKET --key KEY out.torrent",
            "",
            "AWS CLI options that have no effect here are accepted and ignored: --no-paginate, --no-cli-pager, ...",
        })
final class GetObjectTorrentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final S3OptionGroup s3 = new S3OptionGroup();

    @Mixin
    @SuppressWarnings("UnusedVariable") // accepted and ignored
    private final AwsCliOptions ignored = new AwsCliOptions();

    @Option(names = "--bucket", paramLabel = "BUCKET", required = true, description = "The bucket.")
    private String bucket = "";

    @Option(names = "--key", paramLabel = "KEY", required = true, description = "The key of the object.")
    private String key = "";

    @Parameters(paramLabel = "OUTFILE", description = "File for the torrent; an existing file is overwritten.")
    private @Nullable Path outfile;

    @Mixin
    private final AnnounceOption announce = new AnnounceOption();

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Override
    public Integer call() throws IOException {
        S3Location location = location();
        Path target = Objects.requireNonNull(outfile);
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) { // the AWS CLI creates no folders
            throw new NoSuchFileException(folder.toString());
        }
        TorrentFile file = new TorrentFile(target, true);
        file.check();
        Console console = common.output().console();
        try {
            file.write(torrent(location, console));
            print(s3.toS3Options(), location);
        } catch (ObjectException e) {
            return failed(e, console);
        }
        announce.noteIfNone(console);
        return ExitCode.OK;
    }

    private S3Location location() {
        try {
            return new S3Location(bucket, key);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Metainfo torrent(S3Location location, Console console) throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(s3.toS3Options(), persistence.toConfig());
                Progress progress = new Progress(console, "hashing", location.name())) {
            // Scripts that read stderr do not expect progress lines: the AWS CLI prints none.
            HashingListener listener = console.isTerminal() ? progress : HashingListener.NONE;
            return creator.create(TorrentRequest.of(location).withListener(listener))
                    .metainfo()
                    .withTrackers(announce.urls());
        }
    }

    /** Prints the response as the AWS CLI does: its only field says whether the requester was charged. */
    private void print(S3Options options, S3Location location) throws ObjectException {
        boolean charged = options.requestPayer() && isCharged(options, location);
        boolean asText = spec.commandLine().getParseResult().hasMatchedOption("--output")
                && !common.output().isJson();
        PrintWriter out = spec.commandLine().getOut();
        if (asText) {
            out.write(charged ? "requester\n" : "");
        } else {
            out.write(charged ? "{\n    \"RequestCharged\": \"requester\"\n}\n" : "{}\n");
        }
        out.flush();
    }

    private static boolean isCharged(S3Options options, S3Location location) throws ObjectException {
        try (AwsObjectStore store = AwsObjectStore.open(options, new Ledger())) {
            return store.isRequesterCharged(location);
        }
    }

    /** Prints a refusal by the store in the words of the AWS CLI, because scripts match them. */
    private static int failed(ObjectException failure, Console console) throws ObjectException {
        if (ExitCode.of(failure) != ExitCode.STORE_SAID_NO) {
            throw failure;
        }
        ServiceError error = failure.serviceError().orElseGet(() -> ownWords(failure));
        console.line("");
        console.line("An error occurred (" + error.code() + ") when calling the GetObjectTorrent operation: "
                + error.message());
        return ExitCode.STORE_SAID_NO;
    }

    private static ServiceError ownWords(ObjectException failure) {
        if (failure instanceof ObjectException.NotFound) {
            return new ServiceError("NoSuchKey", "The specified key does not exist.");
        }
        String code = failure instanceof ObjectException.Denied ? "AccessDenied" : "InvalidRequest";
        return new ServiceError(code, String.valueOf(failure.getMessage()));
    }

    /** Options that scripts pass to every AWS CLI command. They have no effect here. */
    @SuppressWarnings("UnusedVariable")
    static final class AwsCliOptions {
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
}
