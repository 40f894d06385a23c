package io.s3torrent.cli.options;

import io.s3torrent.cli.options.UrlArguments.EndpointUrl;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How to reach the store; names and behaviour are those of the AWS CLI. */
public final class S3OptionGroup {
    @ArgGroup(exclusive = false, heading = "%nS3 options, as in the AWS CLI:%n", order = 100)
    private final Options given = new Options();

    private static final class Options {
        @Option(names = "--endpoint-url", paramLabel = "URL", description = "URL of an S3 store other than AWS.")
        @Nullable EndpointUrl endpointUrl;

        @Option(names = "--region", paramLabel = "REGION", description = "Region of the bucket.")
        @Nullable String region;

        @Option(
                names = "--profile",
                paramLabel = "NAME",
                description = "Section of the AWS files ~/.aws/config and ~/.aws/credentials.")
        @Nullable String profile;

        @Option(names = "--no-sign-request", description = "Use no credentials, for public objects.")
        boolean noSignRequest;

        @Option(
                names = "--request-payer",
                arity = "0..1",
                paramLabel = "requester",
                fallbackValue = "requester",
                description = "Accept that you pay for the requests.")
        @Nullable Payer requestPayer;

        @Option(
                names = "--expected-bucket-owner",
                paramLabel = "ID",
                description = "Account that must own the bucket; else requests fail.")
        @Nullable String expectedBucketOwner;

        @Option(
                names = "--sse-customer-key-file",
                paramLabel = "FILE",
                description = "Your encryption key of the objects (SSE-C): 32 bytes, raw or in base64.")
        @Nullable Path customerKeyFile;

        @Option(
                names = "--path-style",
                description =
                        "Put the bucket into the path instead of the host name (default for localhost and IP addresses).")
        boolean pathStyle;

        @Option(
                names = "--ca-bundle",
                paramLabel = "FILE",
                description = "PEM file of trusted certificate authorities.")
        @Nullable Path caBundle;

        @Option(names = "--no-verify-ssl", description = "Do not check the store's certificate.")
        boolean noVerifySsl;
    }

    /** The only value of {@code --request-payer}. */
    public enum Payer {
        REQUESTER
    }

    /** The settings for the library. */
    public S3Options toS3Options() throws ObjectException {
        return S3Options.builder()
                .endpointUrl(given.endpointUrl == null ? null : given.endpointUrl.uri())
                .region(given.region)
                .profile(given.profile)
                .signRequest(!given.noSignRequest)
                .requestPayer(given.requestPayer != null)
                .expectedBucketOwner(given.expectedBucketOwner)
                .pathStyle(given.pathStyle)
                .caBundle(given.caBundle)
                .verifySsl(!given.noVerifySsl)
                .customerKey(given.customerKeyFile == null ? null : CustomerKey.read(given.customerKeyFile))
                .build();
    }
}
