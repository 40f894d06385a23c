package io.s3torrent.seeder.s3.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** How a client with the AWS SDK signs. */
record SdkClient(AccessKey key, boolean hashed, Optional<Duration> presigned, String region) {
    static final Instant SIGNED = Instant.parse("2026-03-04T05:06:07Z");
    static final AccessKey KEY = AccessKey.lasting("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    static final AccessKey LENT =
            new AccessKey("ASIALENT", "lent", Optional.of("token/+=="), Optional.of(SIGNED.plus(Duration.ofHours(1))));

    static final SdkClient PLAIN = new SdkClient(KEY, true, Optional.empty(), "us-east-1");

    SdkClient with(AccessKey other) {
        return new SdkClient(other, hashed, presigned, region);
    }

    SdkClient unsignedPayload() {
        return new SdkClient(key, false, presigned, region);
    }

    SdkClient presigning(Duration lifetime) {
        return new SdkClient(key, false, Optional.of(lifetime), region);
    }

    SdkClient in(String other) {
        return new SdkClient(key, hashed, presigned, other);
    }

    SdkHttpRequest sign(SdkHttpRequest request) {
        AwsCredentialsIdentity identity = key.token().isPresent()
                ? AwsSessionCredentialsIdentity.create(
                        key.id(), key.secret(), key.token().get())
                : AwsCredentialsIdentity.create(key.id(), key.secret());
        return AwsV4HttpSigner.create()
                .sign(sign -> {
                    sign.identity(identity)
                            .request(request)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                            .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, hashed)
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(SIGNED, ZoneOffset.UTC));
                    presigned.ifPresent(
                            time -> sign.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, time));
                })
                .request();
    }
}
