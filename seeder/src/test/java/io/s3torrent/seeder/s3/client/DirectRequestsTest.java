package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.ScriptedS3.stallAfter;
import static io.s3torrent.seeder.s3.client.StoreFaults.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import io.s3torrent.seeder.s3.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads over our own connections, after the SDK's first request has taught the template. */
@Tag("slow")
final class DirectRequestsTest extends ReadFaults {
    private final List<AwsObjectStore> opened = new ArrayList<>();

    @Override
    AwsObjectStore prepared(StoreLimits limits) throws ObjectException {
        AwsObjectStore open = AwsObjectStore.open(s3.options(), limits, new Ledger());
        opened.add(open);
        open.stat(LOCATION);
        s3.forgetRequests();
        return open.countedIn(ledger);
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(AwsObjectStore::close);
    }

    @Test
    void theRequestIsTheSdksButForWhatIsOfTheSdk() throws Exception {
        read();

        Request get = s3.requests().get(0);
        assertThat(get.target()).isEqualTo("/bucket/dir/key");
        assertThat(get.header("range")).isEqualTo("bytes=1000-200999");
        assertThat(get.header("if-match")).isEqualTo(ScriptedS3.ETAG);
        assertThat(get.header("host")).isEqualTo("127.0.0.1:" + s3.endpoint().getPort());
        assertThat(get.header("user-agent")).startsWith("s3torrent");
        assertThat(isDirect(get)).isTrue();
    }

    @Test
    void aConnectionThatWasClosedWhileUnusedIsNoFailure() throws Exception {
        s3.script(exchange -> {
            ScriptedS3.honest().answer(exchange);
            throw new IOException("as scripted");
        });
        read();
        received.reset();

        read();

        assertRead();
        assertThat(ledger.snapshot().retries()).isZero();
        assertThat(ledger.snapshot().gets()).isEqualTo(2);
        assertThat(s3.requests()).extracting(Request::connection).doesNotHaveDuplicates();
    }

    @Test
    void otherObjectsOfTheBucketAreAskedForTheSameWay() throws Exception {
        ObjectVersion other = store.stat(new S3Location("bucket", "an ü"));

        assertThat(other)
                .isEqualTo(new ObjectVersion(other.location(), BYTES.length, ScriptedS3.ETAG, Optional.empty()));
        assertThat(s3.requests()).singleElement().satisfies(head -> {
            assertThat(head.method()).isEqualTo("HEAD");
            assertThat(head.target()).isEqualTo("/bucket/an%20%C3%BC");
            assertThat(isDirect(head)).isTrue();
        });
        assertThat(ledger.snapshot().heads()).isEqualTo(1);
    }

    @Test
    void anotherBucketIsTheSdks() throws Exception {
        store.stat(new S3Location("another", "key"));

        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).containsExactly(false);
    }

    @Test
    void aHeadTellsWhatTheSdksTells() throws Exception {
        s3.script(
                head(200, Map.of("x-amz-version-id", "v1")),
                head(200, Map.of("x-amz-version-id", "null")),
                head(200, Map.of("x-amz-storage-class", "GLACIER")),
                head(200, Map.of("ETag", "")));

        assertThat(store.stat(LOCATION).versionId()).contains("v1");
        assertThat(store.stat(LOCATION).versionId()).isEmpty();
        assertThatThrownBy(() -> store.stat(LOCATION)).hasMessageContaining("archived (GLACIER)");
        assertThatThrownBy(() -> store.stat(LOCATION)).hasMessageContaining("no ETag");
        assertThat(s3.requests()).allMatch(DirectRequestsTest::isDirect);
    }

    @Test
    void whyAHeadIsRefusedIsTheSdksToSay() {
        s3.when(request -> true, error(404, "NoSuchKey", Map.of()));

        assertThatThrownBy(() -> store.stat(LOCATION)).isInstanceOf(ObjectException.NotFound.class);
        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).startsWith(true, false);
    }

    @Test
    void aMissingObjectCostsAHeadAndAGet() {
        s3.when(request -> true, error(404, "NoSuchKey", Map.of()));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> store.stat(LOCATION))
                    .isInstanceOf(ObjectException.NotFound.class)
                    .hasMessageContaining("NoSuchKey");
        }
        assertThat(s3.requests()).extracting(Request::method).containsExactly("HEAD", "GET", "HEAD", "GET");
        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).containsExactly(true, false, true, false);
    }

    @Test
    void aDeletedObjectIsNamedWithoutAnErrorDocument() {
        s3.when(request -> true, head(404, Map.of("x-amz-delete-marker", "true", "x-amz-request-id", "R1")));

        assertThatThrownBy(() -> store.stat(LOCATION))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessageContaining("the object was deleted (HTTP 404, request id R1)");
    }

    @Test
    void aCodedObjectThatCannotBeAnsweredNowIsRequestedAgain() throws Exception {
        s3.script(
                head(200, Map.of("Content-Length", "", "x-goog-stored-content-encoding", "gzip")),
                error(503, "SlowDown", Map.of()));

        assertThat(store.stat(LOCATION).length()).isEqualTo(BYTES.length);
        assertThat(ledger.snapshot().retries()).isEqualTo(1);
    }

    @Test
    void aClientsTermsGoDirectUnlessTheyAddAHeader() throws Exception {
        store.look(LOCATION, new RequestTerms(false, Optional.empty()));
        store.look(LOCATION, new RequestTerms(true, Optional.empty())); // our options do not accept charges
        store.look(LOCATION, new RequestTerms(false, Optional.of("123456789012")));

        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).containsExactly(true, true, false);
        assertThat(s3.requests().get(2).header("x-amz-expected-bucket-owner")).isEqualTo("123456789012");
    }

    @Test
    void aHeadThatTheServerCannotAnswerNowIsRepeated() throws Exception {
        s3.script(error(503, "SlowDown", Map.of()));

        assertThat(store.stat(LOCATION).length()).isEqualTo(BYTES.length);
        assertThat(ledger.snapshot().retries()).isEqualTo(1);
    }

    @Test
    void aWholeObjectIsOneGetWithItsMetadata() throws Exception {
        s3.script(head(200, Map.of("X-Amz-Meta-Color", "red", "x-amz-version-id", "v1")));
        List<StoredObject> asked = new ArrayList<>();

        Optional<byte[]> bytes = store.whole(LOCATION, asked::add);

        assertThat(bytes.orElseThrow()).isEqualTo(BYTES);
        assertThat(asked.get(0).metadata()).containsExactly(Map.entry("color", "red"));
        assertThat(asked.get(0).version().versionId()).contains("v1");
        assertThat(s3.requests()).hasSize(1).allMatch(DirectRequestsTest::isDirect);
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(BYTES.length);
    }

    @Test
    void ofAWholeObjectThatIsNotThereTheConnectionIsLeft() throws Exception {
        s3.script(error(404, "NoSuchKey", Map.of()));

        assertThat(store.whole(LOCATION, object -> true)).isEmpty();
        assertThat(store.whole(LOCATION, object -> true)).isPresent();
        assertThat(s3.requests())
                .extracting(Request::connection)
                .hasSize(2)
                .containsOnly(s3.requests().get(0).connection());
    }

    @Test
    void aWholeObjectThatBreaksOffIsReadAnew() throws Exception {
        s3.script(exchange -> {
            exchange.head(200, Map.of());
            exchange.body(0, 1000);
            throw new IOException("as scripted");
        });

        assertThat(store.whole(LOCATION, object -> true).orElseThrow()).isEqualTo(BYTES);
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void whatIsNotWantedIsNotRead() throws Exception {
        assertThat(store.whole(LOCATION, object -> false)).isEmpty();

        assertThat(ledger.snapshot().bytesRead()).isZero();
    }

    @Test
    void aPartInAnswerToAWholeIsNoAnswer() throws Exception {
        s3.script(head(206, Map.of("Content-Range", "bytes 0-299999/300001")));

        assertThat(store.whole(LOCATION, object -> true)).isPresent();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void whatIsRefusedIsAskedForByTheSdkForAWhile() throws Exception {
        s3.script(error(307, "TemporaryRedirect", Map.of()));

        read();
        received.reset();
        read();

        assertRead();
        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).containsExactly(true, false, false);
    }

    @Test
    void anAnswerWithoutALengthIsForTheSdk() throws Exception {
        s3.script(exchange -> {
            exchange.head(206, Map.of("Content-Length", "", "Transfer-Encoding", "chunked"));
            exchange.out().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            exchange.out().flush();
        });

        read();

        assertRead();
        assertThat(s3.requests()).extracting(DirectRequestsTest::isDirect).containsExactly(true, false);
    }

    @Test
    void aHeadWithoutEndIsNotReadToIt() throws Exception {
        s3.script(exchange -> {
            exchange.out().write("HTTP/1.1 206 x\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] line = ("a: " + "b".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 10_000; i++) {
                exchange.out().write(line);
            }
        });

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n\r\n",
                "HTTP/1.1 206\r\nContent-Length: 200000\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 206\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
            })
    void whatIsNoAnswerIsAskedForAgainOnAnotherConnection(String answer) throws Exception {
        Fault fault = exchange -> {
            exchange.out().write(answer.getBytes(StandardCharsets.US_ASCII));
            throw new IOException("as scripted");
        };
        s3.script(fault);

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
        assertThat(ledger.snapshot().retries()).isEqualTo(1);
    }

    @Test
    void aSilentBodyContinuesOverAnotherConnectionSoon() throws Exception {
        learnTheUsualWaits();
        s3.script(stallAfter(70_000));

        read();

        assertRead();
        assertThat(s3.ranges()).containsExactly("bytes=1000-200999", "bytes=71000-200999");
        assertThat(s3.requests()).extracting(Request::connection).doesNotHaveDuplicates();
        assertThat(ledger.snapshot().hedged()).isEqualTo(1);
        assertThat(ledger.snapshot().gets()).isEqualTo(2);
    }

    @Test
    void aHeadThatIsMuchLaterThanOthersIsRequestedOverAnotherConnection() throws Exception {
        learnTheUsualWaits();
        s3.script(silence());

        read();

        assertRead();
        assertThat(s3.requests())
                .extracting(Request::connection)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(ledger.snapshot().hedged()).isEqualTo(1);
    }

    @Test
    void readsThatHoldAllPlacesOfTheirObjectAreHedged() throws Exception {
        learnTheUsualWaits();
        s3.script(IntStream.range(0, 24).mapToObj(i -> silence()).toArray(Fault[]::new));
        ExecutorService readers = Executors.newFixedThreadPool(24);
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                reading.add(readers.submit(() -> {
                    store.read(VERSION, RANGE, (chunk, offset, length) -> {});
                    return null;
                }));
            }
            for (Future<?> each : reading) {
                each.get(15, TimeUnit.SECONDS);
            }
        } finally {
            readers.shutdownNow();
        }
        assertThat(ledger.snapshot().hedged()).isEqualTo(24);
        assertThat(ledger.snapshot().retries()).isZero();
    }

    @Test
    void anInterimAnswerIsPassedOver() throws Exception {
        s3.script(exchange -> {
            exchange.out().write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            ScriptedS3.honest().answer(exchange);
        });

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(1);
    }

    private static boolean isDirect(Request request) {
        return request.header("amz-sdk-request").isEmpty();
    }
}
