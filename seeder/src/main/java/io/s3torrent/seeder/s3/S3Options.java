package io.s3torrent.seeder.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the store. The options have the names that they have in the AWS CLI.
 *
 * @param endpointUrl the store's URL; empty for AWS
 * @param region region of the bucket; by default the SDK's own chain, or else us-east-1
 * @param profile section of the shared AWS configuration
 * @param signRequest false for {@code --no-sign-request}
 * @param requestPayer true for {@code --request-payer requester}
 * @param expectedBucketOwner account id that must own the bucket
 * @param pathStyle puts the bucket in the path instead of the host name; endpoints outside AWS always get this, as in the CLI
 * @param caBundle PEM file of certificate authorities
 * @param verifySsl false for {@code --no-verify-ssl}
 * @param customerKey the key with which the objects are encrypted (SSE-C)
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
        boolean verifySsl,
        Optional<CustomerKey> customerKey) {

    public S3Options {
        if (region.map(String::isBlank).orElse(false)) {
            throw new IllegalArgumentException("region: blank (expected: a name such as us-east-1)");
        }
    }

    /** The defaults: AWS, the SDK's credential chain, signed requests. */
    public static S3Options defaults() {
        return builder().build();
    }

    /** Builds options, starting from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds options, starting from these. */
    public Builder toBuilder() {
        return new Builder()
                .endpointUrl(endpointUrl.orElse(null))
                .region(region.orElse(null))
                .profile(profile.orElse(null))
                .signRequest(signRequest)
                .requestPayer(requestPayer)
                .expectedBucketOwner(expectedBucketOwner.orElse(null))
                .pathStyle(pathStyle)
                .caBundle(caBundle.orElse(null))
                .verifySsl(verifySsl)
                .customerKey(customerKey.orElse(null));
    }

    /** Builds options; a value of null means the default. */
    public static final class Builder {
        private @Nullable URI endpointUrl;
        private @Nullable String region;
        private @Nullable String profile;
        private boolean signRequest = true;
        private boolean requestPayer;
        private @Nullable String expectedBucketOwner;
        private boolean pathStyle;
        private @Nullable Path caBundle;
        private boolean verifySsl = true;
        private @Nullable CustomerKey customerKey;

        private Builder() {}

        public Builder endpointUrl(@Nullable URI value) {
            endpointUrl = value;
            return this;
        }

        public Builder region(@Nullable String value) {
            region = value;
            return this;
        }

        public Builder profile(@Nullable String value) {
            profile = value;
            return this;
        }

        public Builder signRequest(boolean value) {
            signRequest = value;
            return this;
        }

        public Builder requestPayer(boolean value) {
            requestPayer = value;
            return this;
        }

        public Builder expectedBucketOwner(@Nullable String value) {
            expectedBucketOwner = value;
            return this;
        }

        public Builder pathStyle(boolean value) {
            pathStyle = value;
            return this;
        }

        public Builder caBundle(@Nullable Path value) {
            caBundle = value;
            return this;
        }

        public Builder verifySsl(boolean value) {
            verifySsl = value;
            return this;
        }

        public Builder customerKey(@Nullable CustomerKey value) {
            customerKey = value;
            return this;
        }

        public S3Options build() {
            return new S3Options(
                    Optional.ofNullable(endpointUrl),
                    Optional.ofNullable(region),
                    Optional.ofNullable(profile),
                    signRequest,
                    requestPayer,
                    Optional.ofNullable(expectedBucketOwner),
                    pathStyle,
                    Optional.ofNullable(caBundle),
                    verifySsl,
                    Optional.ofNullable(customerKey));
        }
    }
}
