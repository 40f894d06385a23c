package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for the user, made from answers on the wire. */
final class StoreErrorsTest {
    private static final S3Location LOCATION = new S3Location("bucket", "it's a key");
    private static final ObjectVersion VERSION = new ObjectVersion(LOCATION, 100, ScriptedS3.ETAG, Optional.empty());
    private static final StoreLimits ONCE = StoreLimits.builder()
            .retries(1, Duration.ofSeconds(60))
            .inFlight(16)
            .build();

    private ScriptedS3 s3;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(new byte[100]);
    }

    @AfterEach
    void close() throws Exception {
        s3.close();
    }

    @Test
    void httpsToAPortWithoutTlsIsTold() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread answers = new Thread(() -> answerPlainly(plain));
            answers.start();
            String address = "127.0.0.1:" + plain.getLocalPort();
            S3Options options = S3Options.builder()
                    .endpointUrl(URI.create("https://" + address))
                    .signRequest(false)
                    .build();
            ObjectException failure = catchThrowableOfType(ObjectException.class, () -> {
                try (AwsObjectStore store = AwsObjectStore.open(options, new Ledger())) {
                    store.stat(LOCATION);
                }
            });

            assertThat(failure)
                    .isInstanceOf(ObjectException.Misconfigured.class)
                    .hasMessage("the endpoint https://" + address
                            + " does not speak TLS (expected: its HTTPS port, or --endpoint-url http://" + address
                            + ")");
        }
    }

    /** What an HTTP server says to the first bytes of TLS. */
    private static void answerPlainly(ServerSocket server) {
        while (true) {
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().read()).isEqualTo(0x16);
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            } catch (IOException e) {
                return; // the test is done
            }
        }
    }

    @Test
    void aConnectionThatBreaksIsNamedWithoutInternals() throws Exception {
        s3.when(request -> true, exchange -> {
            throw new IOException("closes the connection");
        });
        ObjectException failure = statFails(s3.options());

        assertThat(failure)
                .isInstanceOf(ObjectException.Unavailable.class)
                .hasMessage("HeadObject s3://bucket/it's a key: The target server failed to respond");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | NoSuchKey             | NotFound    | there is no such object (NoSuchKey, HTTP 404, request id REQ1)
            404 | NoSuchBucket          | NotFound    | there is no such bucket
            404 | NoSuchVersion         | NotFound    | this version of the object is gone
            403 | AccessDenied          | Denied      | --request-payer requester
            403 | InvalidAccessKeyId    | Denied      | does not know this access key
            403 | SignatureDoesNotMatch | Denied      | check the secret key
            403 | RequestTimeTooSkewed  | Denied      | clock is wrong
            400 | ExpiredToken          | Denied      | session token has expired
            403 | InvalidObjectState    | Refused     | --restore-request Days=7
            400 | InvalidRequest        | Refused     | scripted InvalidRequest (InvalidRequest, HTTP 400
            301 | PermanentRedirect     | Refused     | use --region eu-west-1
            400 | AuthorizationHeaderMalformed | Refused | use --region eu-west-1
            412 | PreconditionFailed    | Changed     | has changed
            416 | InvalidRange          | Changed     | shorter than it was
            500 | InternalError         | Unavailable | (InternalError, HTTP 500
            503 | SlowDown              | Unavailable | (SlowDown, HTTP 503
            429 | TooManyRequests       | Unavailable | HTTP 429
            """)
    void eachCodeHasItsKindAndItsAdvice(int status, String code, String kind, String text) throws Exception {
        s3.script(error(status, code, Map.of("x-amz-bucket-region", "eu-west-1")));
        s3.when(ReadFaults::isHead, head(200, Map.of("ETag", "\"another\"")));

        ObjectException failure = readFails(s3.options());

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.getMessage())
                .startsWith("GetObject s3://bucket/it's a key bytes [0, 100): ")
                .contains(text)
                .doesNotContain("\n");
    }

    @Test
    void theRestoreCommandCanBePastedIntoAShell() throws Exception {
        s3.script(error(403, "InvalidObjectState", Map.of()));

        assertThat(readFails(s3.options()).getMessage())
                .endsWith("aws s3api restore-object --bucket bucket --key 'it'\\''s a key' --restore-request Days=7");
    }

    @Test
    void aMuteHeadIsExplainedByAGet() throws Exception {
        s3.script(error(403, "", Map.of()), error(403, "SignatureDoesNotMatch", Map.of()));

        ObjectException failure = statFails(s3.options());

        assertThat(failure).isInstanceOf(ObjectException.Denied.class);
        assertThat(failure.getMessage()).startsWith("HeadObject s3://bucket/it's a key: the signature is wrong");
        assertThat(s3.ranges()).containsExactly("bytes=0-0");
    }

    @ParameterizedTest
    @CsvSource({
        "404, NotFound, no such object",
        "403, Denied, access denied",
        "400, Refused, SSE-C",
        "301, Refused, region"
    })
    void aStoreThatStaysMuteIsExplainedByItsStatus(int status, String kind, String text) throws Exception {
        s3.script(error(status, "", Map.of()), error(status, "", Map.of()));

        ObjectException failure = statFails(s3.options());

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains(text).contains("HTTP " + status);
    }

    @Test
    void aDeleteMarkerIsADeletedObject() throws Exception {
        s3.script(
                error(404, "", Map.of("x-amz-delete-marker", "true")),
                error(404, "NoSuchKey", Map.of("x-amz-delete-marker", "true")));

        assertThat(statFails(s3.options()).getMessage()).contains("the object was deleted");
    }

    @Test
    void aWrongClockIsToldByHowMuch() throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(20).plusSeconds(30));
        s3.script(error(403, "RequestTimeTooSkewed", Map.of("Date", date)));

        assertThat(readFails(s3.options()).getMessage()).contains("it is 20 minutes behind the store's");
    }

    @Test
    void aRefusedConnectionNamesTheEndpoint() throws Exception {
        URI closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        ObjectException failure =
                statFails(s3.options().toBuilder().endpointUrl(closed).build());

        assertThat(failure).isInstanceOf(ObjectException.Unavailable.class);
        assertThat(failure.getMessage()).startsWith("Could not connect to the endpoint URL: \"" + closed + "\"");
    }

    @Test
    void anUnknownHostNamesTheEndpoint() throws Exception {
        ObjectException failure = statFails(s3.options().toBuilder()
                .endpointUrl(URI.create("http://no-such-host.invalid"))
                .build());

        assertThat(failure).isInstanceOf(ObjectException.Unavailable.class);
        assertThat(failure.getMessage())
                .startsWith("Could not connect to the endpoint URL: \"http://no-such-host.invalid\"");
    }

    private static ObjectException readFails(S3Options options) throws ObjectException {
        try (AwsObjectStore store = AwsObjectStore.open(options, ONCE, new Ledger())) {
            return catchThrowableOfType(
                    ObjectException.class,
                    () -> store.read(VERSION, new ByteRange(0, 100), (chunk, offset, length) -> {}));
        }
    }

    private static ObjectException statFails(S3Options options) throws ObjectException {
        try (AwsObjectStore store = AwsObjectStore.open(options, ONCE, new Ledger())) {
            return catchThrowableOfType(ObjectException.class, () -> store.stat(LOCATION));
        }
    }
}
