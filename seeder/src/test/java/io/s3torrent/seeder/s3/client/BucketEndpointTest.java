package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

final class BucketEndpointTest {
    private static final S3Location OBJECT = new S3Location("bucket", "k k");
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final String SIGNED =
            "AWS4-HMAC-SHA256 Credential=AKID/20260504/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0";

    @Test
    void aSignedRequestTellsRegionServiceAndTheStoresClock() {
        BucketEndpoint route = BucketEndpoint.of(
                        sent(SIGNED).putHeader("X-Amz-Date", "20260504T101000Z").build(), OBJECT, NOW)
                .orElseThrow();

        assertThat(route.signing()).contains(new BucketEndpoint.Signing("eu-central-1", "s3", Duration.ofMinutes(10)));
    }

    @Test
    void whatIsOfOneRequestAloneIsLeftOut() {
        BucketEndpoint route = BucketEndpoint.of(
                        sent(SIGNED)
                                .putHeader("X-Amz-Date", "20260504T100000Z")
                                .putHeader("X-Amz-Security-Token", "t")
                                .putHeader("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                                .putHeader("Range", "bytes=0-1")
                                .putHeader("amz-sdk-request", "attempt=1")
                                .putHeader("If-Match", "e")
                                .putHeader("x-amz-checksum-mode", "ENABLED")
                                .putHeader("x-amz-request-payer", "requester")
                                .build(),
                        OBJECT,
                        NOW)
                .orElseThrow();

        assertThat(route.request().headers()).containsOnlyKeys("x-amz-request-payer");
        assertThat(route.get(OBJECT).encodedPath()).isEqualTo("/k%20k");
        assertThat(route.request().encodedQueryParameters()).contains("a=b");
        assertThat(route.request().method()).isEqualTo(SdkHttpMethod.GET);
    }

    @Test
    void anUnsignedOneIsRepeatedUnsigned() {
        SdkHttpRequest request = sent("").removeHeader("Authorization").build();

        assertThat(BucketEndpoint.of(request, OBJECT, NOW))
                .map(BucketEndpoint::signing)
                .contains(Optional.empty());
    }

    @Test
    void aGetIsPinnedByTheVersionsIdElseByItsETag() {
        BucketEndpoint route = BucketEndpoint.of(
                        sent("").removeHeader("Authorization").build(), OBJECT, NOW)
                .orElseThrow();
        SdkHttpRequest byId = route.get(new ObjectVersion(OBJECT, 9, "\"e\"", Optional.of("v 1")), new ByteRange(3, 5));
        SdkHttpRequest byETag = route.get(new ObjectVersion(OBJECT, 9, "\"e\"", Optional.empty()), new ByteRange(3, 5));

        assertThat(byId.encodedQueryParameters()).contains("a=b&versionId=v%201");
        assertThat(byId.headers()).containsOnlyKeys("Range");
        assertThat(byETag.encodedQueryParameters()).contains("a=b");
        assertThat(byETag.firstMatchingHeader("If-Match")).contains("\"e\"");
        assertThat(byETag.firstMatchingHeader("Range")).contains("bytes=3-4");
    }

    @Test
    void aWeakETagIsNeverACondition() {
        BucketEndpoint route = BucketEndpoint.of(
                        sent("").removeHeader("Authorization").build(), OBJECT, NOW)
                .orElseThrow();

        SdkHttpRequest get = route.get(new ObjectVersion(OBJECT, 9, "W/\"e\"", Optional.empty()), new ByteRange(3, 5));

        assertThat(get.headers()).containsOnlyKeys("Range");
    }

    @Test
    void itLeadsToEveryObjectOfTheBucket() {
        BucketEndpoint route = BucketEndpoint.of(
                        sent("").removeHeader("Authorization").build(), OBJECT, NOW)
                .orElseThrow();

        SdkHttpRequest head = route.head(new S3Location("bucket", "/ü+/a"));

        assertThat(head.method()).isEqualTo(SdkHttpMethod.HEAD);
        assertThat(head.encodedPath()).isEqualTo("//%C3%BC%2B/a");
        assertThat(head.encodedQueryParameters()).contains("a=b");
    }

    @Test
    void onePathThatDoesNotEndWithTheKeyIsNotRepeated() {
        SdkHttpRequest request = sent("").removeHeader("Authorization").build();

        assertThat(BucketEndpoint.of(request, new S3Location("bucket", "k"), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-ECDSA-P256-SHA256 Credential=AKID/20260504/s3/aws4_request, SignedHeaders=host, Signature=0",
                "AWS4-HMAC-SHA256 Credential=AKID/20260504/eu-central-1/aws4_request, SignedHeaders=host",
                "Bearer x"
            })
    void oneSignedInAnotherWayIsNotRepeated(String authorization) {
        assertThat(BucketEndpoint.of(
                        sent(authorization)
                                .putHeader("X-Amz-Date", "20260504T100000Z")
                                .build(),
                        OBJECT,
                        NOW))
                .isEmpty();
    }

    @Test
    void oneOfADirectoryBucketIsNotRepeated() {
        assertThat(BucketEndpoint.of(
                        sent(SIGNED)
                                .putHeader("X-Amz-Date", "20260504T100000Z")
                                .putHeader("x-amz-s3session-token", "t")
                                .build(),
                        OBJECT,
                        NOW))
                .isEmpty();
    }

    @Test
    void oneWithoutAReadableDateIsNotRepeated() {
        assertThat(BucketEndpoint.of(sent(SIGNED).build(), OBJECT, NOW)).isEmpty();
        assertThat(BucketEndpoint.of(
                        sent(SIGNED).putHeader("X-Amz-Date", "today").build(), OBJECT, NOW))
                .isEmpty();
    }

    private static SdkHttpRequest.Builder sent(String authorization) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.HEAD)
                .uri(URI.create("https://bucket.s3.eu-central-1.amazonaws.com/k%20k?a=b&versionId=v&x-id=GetObject"))
                .putHeader("Authorization", authorization);
    }
}
