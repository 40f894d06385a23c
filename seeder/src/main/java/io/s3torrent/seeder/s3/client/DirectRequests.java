package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.RequestKind;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.direct.DirectClient;
import io.s3torrent.seeder.s3.direct.DirectClient.DirectResponse;
import io.s3torrent.seeder.s3.direct.DirectOrigin;
import io.s3torrent.seeder.s3.direct.ResponseHead;
import io.s3torrent.seeder.s3.direct.WaitCheck;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sends GETs and HEADs of objects over our own connections, with the request template that was learnt from the SDK.
 *
 * <p>Most of the CPU time of a request is spent in the SDK (docs/adr/0008). But the SDK decides where a request goes, which headers it has,
 * and what an error means. So the SDK sends the first request to each bucket, and takes over an object whose direct request got an
 * unexpected answer.
 */
final class DirectRequests implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final BucketProperties buckets;
    private final DirectClient http;
    private final Optional<LocatedCredentials> credentials;

    DirectRequests(BucketProperties buckets, DirectClient http, Optional<LocatedCredentials> credentials) {
        this.buckets = buckets;
        this.http = http;
        this.credentials = credentials;
    }

    /**
     * Requests a range, when a template is known.
     *
     * @param check can end the waits for the head and the body
     * @return empty when the SDK must send the request
     * @throws IOException when no valid answer arrived
     * @throws S3Exception when the store is unavailable (5xx) or wants fewer requests (429)
     */
    Optional<OpenObject> get(ObjectVersion version, ByteRange range, WaitCheck check, Ledger ledger)
            throws IOException {
        Optional<BucketEndpoint> route = buckets.route(version.location());
        return route.isEmpty()
                ? Optional.empty()
                : opened(
                        version.location(),
                        send(route.get(), route.get().get(version, range), version.acceptEncoding(), check, ledger));
    }

    /**
     * Requests a whole object, whatever its version.
     *
     * @throws ObjectException.NotFound when it does not exist
     */
    Optional<OpenObject> get(S3Location object, WaitCheck check, Ledger ledger) throws IOException {
        Optional<BucketEndpoint> route = buckets.route(object);
        if (route.isEmpty()) {
            return Optional.empty();
        }
        DirectResponse answer = send(route.get(), route.get().get(object), ObjectVersion.PLAIN, check, ledger);
        if (answer.head().status() == NOT_FOUND) {
            answer.discard();
            throw new ObjectException.NotFound(object + ": not found", null);
        }
        return opened(object, answer);
    }

    /**
     * Requests the head of an object, whatever its version. {@code coding} is the value of {@code Accept-Encoding}. The head may lack the
     * length.
     *
     * @throws S3Exception also when the store answers 404. It has no error document, because the answer to a HEAD has none
     */
    Optional<ObjectHead> head(S3Location object, String coding, boolean checksums, Ledger ledger) throws IOException {
        Optional<BucketEndpoint> route = buckets.route(object);
        if (route.isEmpty()) {
            return Optional.empty();
        }
        try (DirectResponse answer =
                send(route.get(), route.get().head(object, checksums), coding, WaitCheck.NONE, ledger)) {
            if (answer.head().status() == NOT_FOUND) {
                throw missing(answer.head());
            }
            return isGood(object, answer.head(), true) ? Optional.of(ObjectHead.of(answer.head())) : Optional.empty();
        }
    }

    private static S3Exception missing(ResponseHead head) {
        SdkHttpFullResponse.Builder response = SdkHttpResponse.builder().statusCode(head.status());
        head.headers().forEach(response::putHeader);
        return (S3Exception) S3Exception.builder()
                .statusCode(head.status())
                .requestId(head.header("x-amz-request-id").orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .sdkHttpResponse(response.build())
                        .build())
                .build();
    }

    private DirectResponse send(
            BucketEndpoint route, SdkHttpRequest request, String coding, WaitCheck check, Ledger ledger)
            throws IOException {
        SdkHttpRequest signed = StoreHttp.withAcceptEncoding(signed(route, request), coding);
        ledger.request(request.method() == SdkHttpMethod.HEAD ? RequestKind.HEAD : RequestKind.GET);
        long sent = System.nanoTime();
        DirectResponse answer = http.send(origin(signed), text(signed), check);
        ledger.answered(Duration.ofNanos(System.nanoTime() - sent));
        return answer;
    }

    private Optional<OpenObject> opened(S3Location object, DirectResponse answer) throws IOException {
        if (isGood(object, answer.head(), answer.head().bodyLength().isPresent())) {
            ObjectHead head = ObjectHead.of(answer.head());
            return Optional.of(new OpenObject(head, AbortableInputStream.create(answer, answer::close)));
        }
        answer.close();
        return Optional.empty();
    }

    /** False when the SDK must repeat the request. */
    private boolean isGood(S3Location object, ResponseHead head, boolean bounded) {
        if (head.status() == 429 || head.status() >= 500) {
            throw S3Exception.builder().statusCode(head.status()).build();
        }
        boolean good = head.status() / 100 == 2 && bounded;
        if (!good) {
            buckets.avoidRoute(object);
        }
        return good;
    }

    private SdkHttpRequest signed(BucketEndpoint route, SdkHttpRequest request) {
        if (route.signing().isEmpty() || credentials.isEmpty()) {
            return request.toBuilder()
                    .putHeader("Host", origin(request).authority())
                    .build();
        }
        BucketEndpoint.Signing signing = route.signing().get();
        AwsCredentialsIdentity identity = credentials.get().resolveCredentials();
        return signer.sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, signing.region())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, signing.service())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), signing.clockOff())))
                .request();
    }

    private static DirectOrigin origin(SdkHttpRequest request) {
        return new DirectOrigin(request.protocol().equals("https"), request.host(), request.port());
    }

    private static String text(SdkHttpRequest request) {
        StringBuilder head =
                new StringBuilder(request.method().name()).append(' ').append(request.encodedPath());
        request.encodedQueryParameters().ifPresent(query -> head.append('?').append(query));
        head.append(" HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        return head.append("\r\n").toString();
    }

    @Override
    public void close() {
        http.close();
    }
}
