package io.s3torrent.cli.options;

import io.s3torrent.cli.options.UrlArguments.EndpointUrl;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How to reach the store, spelt and behaving as in the AWS CLI. */
public final class S3OptionGroup {
    @ArgGroup(exclusive = false, heading = "%nS3 options, as in the AWS CLI:%n", order = 100)
    private final Options given = new Options();

    private static final class Options {
        @Option(names = "--endpoint-url", paramLabel = "URL", description = "Another store than AWS's.")
        @Nullable EndpointUrl endpointUrl;

        @Option(names = "--region", paramLabel = "REGION", description = "Region of the bucket.")
        @Nullable String region;

        @Option(names = "--profile", paramLabel = "NAME", description = "Section of ~/.aws/config and credentials.")
        @Nullable String profile;

        @Option(names = "--no-sign-request", description = "Use no credentials: public objects only.")
        boolean noSignRequest;

        @Option(
                names = "--request-payer",
                arity = "0..1",
                paramLabel = "requester",
                fallbackValue = "requester",
                description = "Confirm that the requests are charged to you.")
        @Nullable Payer requestPayer;

        @Option(
                names = "--expected-bucket-owner",
                paramLabel = "ID",
                description = "Fail when another account owns the bucket.")
        @Nullable String expectedBucketOwner;

        @Option(
                names = "--sse-customer-key-file",
                paramLabel = "FILE",
                description = "Key of objects that you encrypted with one (SSE-C): 32 bytes, raw or in base64.")
        @Nullable Path customerKeyFile;

        @Option(
                names = "--path-style",
                description = "Bucket in the path, not in the host name; by itself for localhost and IP addresses.")
        boolean pathStyle;

        @Option(names = "--ca-bundle", paramLabel = "FILE", description = "Certificate authorities, a PEM file.")
        @Nullable Path caBundle;

        @Option(names = "--no-verify-ssl", description = "Do not check the store's certificate.")
        boolean noVerifySsl;
    }

    /** The one value that {@code --request-payer} can have. */
    public enum Payer {
        REQUESTER
    }

    /** As the library takes them. */
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
