package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.RequestKind;
import io.s3torrent.seeder.s3.http.HttpAnswer;
import io.s3torrent.seeder.s3.http.HttpGets;
import io.s3torrent.seeder.s3.http.HttpHead;
import io.s3torrent.seeder.s3.http.HttpOrigin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The short way of ranged GETs: by the route that the SDK's HEAD of the object took, in sockets of our own.
 *
 * <p>The SDK decides where a request goes, with what, and what an error means; it is also what most of the CPU of a GET goes into
 * (docs/adr/0008). So it is asked for each object's facts, and for each range that is not answered with bytes.
 */
final class DirectGets implements AutoCloseable {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Routes routes;
    private final HttpGets http;
    private final Optional<LocatedCredentials> credentials;

    DirectGets(Routes routes, HttpGets http, Optional<LocatedCredentials> credentials) {
        this.routes = routes;
        this.http = http;
        this.credentials = credentials;
    }

    /**
     * Asks for a range, when a route is known.
     *
     * @return empty when the SDK is to ask
     * @throws IOException when nothing came that is an answer
     * @throws S3Exception when the store can answer nobody now, or wants fewer requests
     */
    Optional<OpenRange> get(ObjectVersion version, ByteRange range, Ledger ledger) throws IOException {
        Optional<Route> route = routes.of(version.location());
        if (route.isEmpty()) {
            return Optional.empty();
        }
        SdkHttpRequest request = signed(route.get(), route.get().get(version, range));
        ledger.request(RequestKind.GET);
        long sent = System.nanoTime();
        HttpAnswer answer = http.get(origin(request), bytes(request));
        ledger.answered(Duration.ofNanos(System.nanoTime() - sent));
        OptionalLong length = answer.head().bodyLength();
        if (length.isPresent() && answer.head().status() / 100 == 2) {
            return Optional.of(opened(answer, length.getAsLong()));
        }
        answer.close();
        return refused(version, answer.head().status());
    }

    private Optional<OpenRange> refused(ObjectVersion version, int status) {
        if (status == 429 || status >= 500) {
            throw S3Exception.builder().statusCode(status).build();
        }
        routes.avoid(version.location());
        return Optional.empty();
    }

    private static OpenRange opened(HttpAnswer answer, long length) {
        HttpHead head = answer.head();
        RangeAnswer said = new RangeAnswer(
                head.status(),
                head.header("Content-Range").orElse(null),
                length,
                head.header("ETag").orElse(null),
                head.header("x-amz-version-id").orElse(null));
        return new OpenRange(said, AbortableInputStream.create(answer, answer::close));
    }

    private SdkHttpRequest signed(Route route, SdkHttpRequest request) {
        if (route.signing().isEmpty() || credentials.isEmpty()) {
            return request.toBuilder()
                    .putHeader("Host", origin(request).authority())
                    .build();
        }
        Route.Signing signing = route.signing().get();
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

    private static HttpOrigin origin(SdkHttpRequest request) {
        return new HttpOrigin(request.protocol().equals("https"), request.host(), request.port());
    }

    private static byte[] bytes(SdkHttpRequest request) {
        StringBuilder head = new StringBuilder("GET ").append(request.encodedPath());
        request.encodedQueryParameters().ifPresent(query -> head.append('?').append(query));
        head.append(" HTTP/1.1\r\n");
        request.forEachHeader((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    @Override
    public void close() {
        http.close();
    }
}
