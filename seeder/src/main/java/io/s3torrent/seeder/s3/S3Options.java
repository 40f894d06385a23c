package io.s3torrent.seeder.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach the store: the options of the AWS CLI by their names there.
 *
 * @param endpointUrl another store than AWS's
 * @param region region of the bucket; by default the SDK's own chain, else us-east-1
 * @param profile section of the shared AWS configuration
 * @param signRequest false for {@code --no-sign-request}
 * @param requestPayer true for {@code --request-payer requester}
 * @param expectedBucketOwner account id that must own the bucket
 * @param pathStyle bucket in the path, not in the host name; by itself at every endpoint that is not AWS's, as in the CLI
 * @param caBundle PEM file of certificate authorities
 * @param verifySsl false for {@code --no-verify-ssl}
 */
public record S3Options(
        Optional<URI> endpointUrl,
        Optional<String> region,
        Optional<String> profile,
        boolean signRequest,
        boolean requestPayer,
        Optional<String> expectedBucketOwner,
        boolean pathStyle,
        Optional<Path> caBundle,
        boolean verifySsl) {

    /** The SDK's defaults: AWS, its credential chain, signed requests. */
    public static S3Options defaults() {
        return new S3Options(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                true);
    }

    /** The same with another endpoint. */
    public S3Options withEndpoint(URI endpoint) {
        return new S3Options(
                Optional.of(endpoint),
                region,
                profile,
                signRequest,
                requestPayer,
                expectedBucketOwner,
                pathStyle,
                caBundle,
                verifySsl);
    }

    /** The same in another region. */
    public S3Options withRegion(String name) {
        return new S3Options(
                endpointUrl,
                Optional.of(name),
                profile,
                signRequest,
                requestPayer,
                expectedBucketOwner,
                pathStyle,
                caBundle,
                verifySsl);
    }

    /** The same without signatures. */
    public S3Options anonymous() {
        return new S3Options(
                endpointUrl, region, profile, false, requestPayer, expectedBucketOwner, pathStyle, caBundle, verifySsl);
    }
}
