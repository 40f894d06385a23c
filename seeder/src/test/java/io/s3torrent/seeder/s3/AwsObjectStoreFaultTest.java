package io.s3torrent.seeder.s3;

import static io.s3torrent.seeder.s3.ScriptedS3.cutAfter;
import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.ScriptedS3.honest;
import static io.s3torrent.seeder.s3.ScriptedS3.stallAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store may do wrong, and that no wrong byte comes of it. */
@Timeout(60)
final class AwsObjectStoreFaultTest {
    private static final byte[] BYTES = ObjectStoreContract.random(300_000);
    private static final S3Location LOCATION = new S3Location("bucket", "dir/key");
    private static final ByteRange RANGE = new ByteRange(1_000, 201_000);
    private static final ObjectVersion VERSION =
            new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.empty());

    private final Ledger ledger = new Ledger();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(BYTES);
        store = AwsObjectStore.open(s3.options(), ledger);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    @Test
    void everyReadIsPinnedByIfMatch() throws Exception {
        read();

        Request get = s3.requests().get(0);
        assertThat(get.target()).isEqualTo("/bucket/dir/key");
        assertThat(get.header("range")).isEqualTo("bytes=1000-200999");
        assertThat(get.header("if-match")).isEqualTo(ScriptedS3.ETAG);
        assertThat(get.header("user-agent")).startsWith("s3torrent");
        assertThat(get.header("authorization")).isEmpty();
        assertThat(get.header("x-amz-checksum-mode")).isEmpty();
    }

    @Test
    void aReadOfAVersionIsPinnedByItsId() throws Exception {
        ObjectVersion version = new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.of("v 1"));

        store.read(version, RANGE, received::write);

        assertThat(s3.requests().get(0).target()).isEqualTo("/bucket/dir/key?versionId=v%201");
        assertThat(s3.requests().get(0).header("if-match")).isEmpty();
    }

    @Test
    void theVersionNamedNullIsPinnedByItsETag() throws Exception {
        s3.script(head(200, Map.of("x-amz-version-id", "null")), head(200, Map.of("x-amz-version-id", "v1")));

        assertThat(store.stat(LOCATION).versionId()).isEmpty();
        assertThat(store.stat(LOCATION).versionId()).contains("v1");
    }

    @Test
    void payerAndOwnerAreOnEveryCall() throws Exception {
        S3Options options = s3.options().toBuilder()
                .requestPayer(true)
                .expectedBucketOwner("123456789012")
                .build();
        try (AwsObjectStore paying = AwsObjectStore.open(options, ledger)) {
            paying.read(paying.stat(LOCATION), RANGE, received::write);
        }

        assertThat(s3.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("x-amz-request-payer")).isEqualTo("requester");
            assertThat(request.header("x-amz-expected-bucket-owner")).isEqualTo("123456789012");
        });
    }

    @Test
    void aViewCountsForItselfAndForItsStore() throws Exception {
        Ledger torrent = ledger.child();

        ObjectStore view = store.countedIn(torrent);
        view.read(view.stat(LOCATION), RANGE, received::write);
        view.close();
        read();

        assertThat(torrent.snapshot().heads()).isEqualTo(1);
        assertThat(torrent.snapshot().gets()).isEqualTo(1);
        assertThat(torrent.snapshot().bytesRead()).isEqualTo(RANGE.length());
        assertThat(torrent.snapshot().longestWait()).isPositive();
        assertThat(ledger.snapshot().gets()).isEqualTo(2);
        assertThat(s3.requests()).extracting(Request::connection).containsOnly(1);
    }

    @Test
    void errorsOfTheServerAreRepeatedAndCounted() throws Exception {
        s3.script(error(500, "InternalError", Map.of()), error(503, "SlowDown", Map.of()));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(3);
        assertThat(ledger.snapshot().gets()).isEqualTo(3);
        assertThat(ledger.snapshot().retries()).isEqualTo(2);
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
    }

    @Test
    void aBodyThatBreaksIsContinuedWhereItBroke() throws Exception {
        s3.script(cutAfter(70_000), cutAfter(50_000));

        read();

        assertRead();
        assertThat(s3.ranges()).containsExactly("bytes=1000-200999", "bytes=71000-200999", "bytes=121000-200999");
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
        assertThat(ledger.snapshot().retries()).isEqualTo(2);
    }

    @Test
    void aBodyThatBreaksWhileTheObjectChangesIsNeverMixed() {
        s3.script(cutAfter(70_000), error(412, "PreconditionFailed", Map.of()));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
    }

    @Test
    void aBodyThatNeverArrivesEndsInUnavailable() {
        s3.script(cutAfter(10), cutAfter(10), cutAfter(10), cutAfter(10), cutAfter(10));

        assertThatThrownBy(this::read)
                .isInstanceOf(ObjectException.Unavailable.class)
                .hasMessageContaining("s3://bucket/dir/key bytes [1000, 201000)");
        assertThat(s3.requests()).hasSize(5);
    }

    @Test
    void anotherETagIsAnotherVersion() {
        s3.script(head(206, Map.of("ETag", "\"fedcba9876543210fedcba9876543210\"")));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
        assertThat(received.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-199999/300000", "bytes 1000-200999/300001", "bytes 1000-/300000", ""})
    void aWrongContentRangeIsRejectedUnread(String contentRange) throws Exception {
        s3.script(head(206, Map.of("Content-Range", contentRange)));

        read();

        assertRead();
        assertThat(s3.requests())
                .extracting(Request::connection)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void theWholeObjectInsteadOfARangeIsRejectedUnread() throws Exception {
        s3.script(head(200, Map.of("Content-Length", "300000")));

        read();

        assertRead();
        assertThat(s3.requests())
                .extracting(Request::connection)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
    }

    @Test
    void theWholeObjectMayComeWithout206WhenItWasAskedFor() throws Exception {
        s3.script(head(200, Map.of()));

        store.read(VERSION, new ByteRange(0, BYTES.length), received::write);

        assertThat(received.toByteArray()).isEqualTo(BYTES);
        assertThat(s3.requests()).hasSize(1);
    }

    @Test
    void moreBytesThanAskedForAreRejected() {
        Fault tooLong = exchange -> {
            exchange.head(206, Map.of("Content-Length", "", "Connection", "close"));
            exchange.body(exchange.start(), exchange.end() + 1);
            throw new IOException("as scripted");
        };
        s3.script(tooLong);

        assertThatThrownBy(this::read)
                .isInstanceOf(ObjectException.Unavailable.class)
                .hasMessageContaining("more bytes than");
        assertThat(received.size()).isEqualTo((int) RANGE.length());
    }

    @Test
    void aStalledBodyIsAbandonedAndContinuedElsewhere() throws Exception {
        s3.script(stallAfter(70_000));
        try (AwsObjectStore hasty = AwsObjectStore.open(s3.options(), limits(Duration.ofSeconds(1)), ledger)) {
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.ranges()).containsExactly("bytes=1000-200999", "bytes=71000-200999");
    }

    @Test
    void aStoreThatAlwaysStallsEndsInUnavailableWithinTheLimit() throws Exception {
        s3.script(stallAfter(10), stallAfter(10), stallAfter(10));
        long started = System.nanoTime();
        try (AwsObjectStore hasty = AwsObjectStore.open(s3.options(), limits(Duration.ofSeconds(1)), ledger)) {
            assertThatThrownBy(() -> hasty.read(VERSION, RANGE, received::write))
                    .isInstanceOf(ObjectException.Unavailable.class)
                    .hasMessageContaining("did not answer in time");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aTricklingBodyIsAStalledOne() throws Exception {
        Fault trickle = exchange -> {
            exchange.head(206, Map.of());
            for (int i = exchange.start(); i < exchange.end(); i++) {
                exchange.body(i, i + 1); // fails when the client has left
                LockSupport.parkNanos(20_000_000);
            }
        };
        s3.script(trickle);
        try (AwsObjectStore hasty = AwsObjectStore.open(s3.options(), limits(Duration.ofSeconds(1)), ledger)) {
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void headersThatNeverComeAreAskedForAgain() throws Exception {
        s3.script(exchange -> {});
        try (AwsObjectStore hasty = AwsObjectStore.open(s3.options(), limits(Duration.ofSeconds(1)), ledger)) {
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void aConnectionServesAgainAfterReadsAndErrors() throws Exception {
        s3.script(honest(), error(404, "NoSuchKey", Map.of()), honest());

        read();
        assertThatThrownBy(this::read).isInstanceOf(ObjectException.NotFound.class);
        received.reset();
        read();

        assertRead();
        assertThat(s3.requests()).extracting(Request::connection).containsOnly(1);
    }

    @Test
    void aSinkThatFailsCostsTheConnectionOnly() throws Exception {
        assertThatThrownBy(() -> store.read(VERSION, RANGE, (chunk, offset, length) -> {
                    throw new IllegalStateException("full");
                }))
                .hasMessage("full");

        read();

        assertRead();
    }

    @Test
    void anInterruptedReaderStops() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Unavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void read() throws ObjectException {
        store.read(VERSION, RANGE, received::write);
    }

    private void assertRead() {
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, (int) RANGE.start(), (int) RANGE.end()));
    }

    private static StoreLimits limits(Duration silence) {
        return new StoreLimits(
                Duration.ofSeconds(5),
                silence,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                3);
    }
}
