package io.s3torrent.seeder.s3;

import static io.s3torrent.seeder.s3.ScriptedS3.cutAfter;
import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.ScriptedS3.honest;
import static io.s3torrent.seeder.s3.ScriptedS3.stallAfter;
import static io.s3torrent.seeder.s3.StoreFaults.resetAfter;
import static io.s3torrent.seeder.s3.StoreFaults.silence;
import static io.s3torrent.seeder.s3.StoreFaults.slow;
import static io.s3torrent.seeder.s3.StoreFaults.sometimes;
import static io.s3torrent.seeder.s3.StoreFaults.tooManyBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store may do wrong, and that no wrong byte comes of it. */
@Timeout(60)
abstract class ReadFaults {
    static final byte[] BYTES = ObjectStoreContract.random(300_000);
    static final S3Location LOCATION = new S3Location("bucket", "dir/key");
    static final ByteRange RANGE = new ByteRange(1_000, 201_000);
    static final ObjectVersion VERSION = new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.empty());

    /** Silent for so long is who is meant to be, and nobody else. */
    private static final StoreLimits HASTY = limits(Duration.ofSeconds(3));

    final Ledger ledger = new Ledger();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    ScriptedS3 s3;
    AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(BYTES);
        store = prepared(StoreLimits.DEFAULT);
    }

    /** A store whose next GET goes the way that is tested. */
    abstract AwsObjectStore prepared(StoreLimits limits) throws ObjectException;

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
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
    void aStoreThatSaysSlowDownIsAskedLessAtOnce() throws Exception {
        s3.script(error(503, "SlowDown", Map.of()), error(429, "TooManyRequests", Map.of()));
        StoreGate gate = store.calls.gate();
        int quarter = gate.size() / 4;

        read();
        assertThat(gate.size()).isEqualTo(quarter);
        s3.script(error(500, "InternalError", Map.of()));
        received.reset();
        read();
        assertThat(gate.size())
                .as("an error of another kind says nothing about the load")
                .isEqualTo(quarter);
        assertRead();
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
    void aConnectionThatIsResetIsContinuedToo() throws Exception {
        s3.script(resetAfter(70_000), resetAfter(0));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(3);
    }

    @Test
    void aStoreThatFailsNowAndThenIsReadAllTheSame() throws Exception {
        long seed = System.nanoTime();
        s3.always(sometimes(0.3, seed, error(503, "SlowDown", Map.of()), error(500, "InternalError", Map.of())));

        for (int i = 0; i < 30; i++) {
            received.reset();
            read();
            assertThat(received.toByteArray()).as("seed " + seed).isEqualTo(Arrays.copyOfRange(BYTES, 1_000, 201_000));
        }
        assertThat(ledger.snapshot().gets())
                .isEqualTo(30 + ledger.snapshot().retries())
                .isEqualTo(s3.requests().size());
    }

    @Test
    void aStoreThatWasDownIsReadAsSoonAsItIsThere() throws Exception {
        s3.down();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try {
                read();
            } catch (ObjectException e) {
                throw new CompletionException(e);
            }
        });
        LockSupport.parkNanos(500_000_000);
        s3.up();
        reading.get(10, TimeUnit.SECONDS);

        assertRead();
    }

    @Test
    void aBodyThatBreaksWhileTheObjectChangesIsNeverMixed() {
        Fault changed = error(412, "PreconditionFailed", Map.of());
        s3.script(cutAfter(70_000), changed, changed); // the SDK is to say what it means

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
    }

    @Test
    void aBodyThatNeverArrivesEndsInUnavailable() throws Exception {
        try (AwsObjectStore hasty = prepared(HASTY)) {
            s3.always(cutAfter(10));
            assertThatThrownBy(() -> hasty.read(VERSION, RANGE, received::write))
                    .isInstanceOf(ObjectException.Unavailable.class)
                    .hasMessageContaining("s3://bucket/dir/key bytes [1000, 201000)");
        }

        assertThat(s3.ranges()).containsExactly("bytes=1000-200999", "bytes=1010-200999", "bytes=1020-200999");
    }

    @Test
    void anotherETagIsAnotherVersion() {
        s3.script(head(206, Map.of("ETag", "\"fedcba9876543210fedcba9876543210\"")));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
        assertThat(received.size()).isZero();
    }

    @Test
    void aWeakETagIsTheSameVersionAndNeverACondition() throws Exception {
        s3.script(head(206, Map.of("ETag", "W/" + ScriptedS3.ETAG)));
        read();
        assertRead();
        received.reset();

        ObjectVersion weak =
                new ObjectVersion(LOCATION, BYTES.length, "W/" + ScriptedS3.ETAG, Optional.empty());
        store.read(weak, RANGE, received::write);

        assertRead();
        assertThat(s3.requests())
                .extracting(request -> request.header("if-match"))
                .containsExactly(ScriptedS3.ETAG, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "W/\"\"", " "})
    void anAnswerThatNamesNoVersionIsNotRead(String etag) throws Exception {
        s3.script(head(206, Map.of("ETag", etag)));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
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
    void moreBytesThanAskedForMakeTheLastOnesDoubtful() throws Exception {
        s3.script(tooManyBytes(1));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void aStoreThatNeverStopsSendingIsNotListenedTo() throws Exception {
        try (AwsObjectStore hasty = prepared(HASTY)) {
            s3.always(tooManyBytes(50_000_000));
            assertThatThrownBy(() -> hasty.read(VERSION, RANGE, received::write))
                    .isInstanceOf(ObjectException.Unavailable.class)
                    .hasMessageContaining("more bytes than");
        }

        assertThat(received.size()).isLessThan((int) RANGE.length());
        assertThat(ledger.snapshot().bytesRead()).isLessThanOrEqualTo(2 * RANGE.length());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStalledBodyIsAbandonedAndContinuedElsewhere() throws Exception {
        try (AwsObjectStore hasty = prepared(HASTY)) {
            s3.script(stallAfter(70_000));
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.ranges()).containsExactly("bytes=1000-200999", "bytes=71000-200999");
    }

    @Test
    void aStoreThatAlwaysStallsEndsInUnavailableWithinTheLimit() throws Exception {
        long started = System.nanoTime();
        try (AwsObjectStore hasty = prepared(limits(Duration.ofSeconds(1)))) {
            s3.script(stallAfter(10), stallAfter(10), stallAfter(10));
            assertThatThrownBy(() -> hasty.read(VERSION, RANGE, received::write))
                    .isInstanceOf(ObjectException.Unavailable.class)
                    .hasMessageContaining("did not answer in time");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTricklingBodyIsAStalledOne() throws Exception {
        try (AwsObjectStore hasty = prepared(HASTY)) {
            s3.script(slow(1024));
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void headersThatNeverComeAreAskedForAgain() throws Exception {
        try (AwsObjectStore hasty = prepared(HASTY)) {
            s3.script(silence());
            hasty.read(VERSION, RANGE, received::write);
        }

        assertRead();
        assertThat(s3.requests()).hasSize(2);
    }

    @Test
    void aConnectionServesAgainAfterReadsAndErrors() throws Exception {
        Fault gone = error(404, "NoSuchKey", Map.of());
        s3.script(honest(), gone, gone, honest());

        read();
        assertThatThrownBy(this::read).isInstanceOf(ObjectException.NotFound.class);
        received.reset();
        read();

        assertRead();
        assertThat(s3.requests())
                .extracting(Request::connection)
                .as("one of the SDK's, one of our own")
                .containsOnly(1, 2);
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

    void read() throws ObjectException {
        store.read(VERSION, RANGE, received::write);
    }

    void assertRead() {
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, (int) RANGE.start(), (int) RANGE.end()));
    }

    private static StoreLimits limits(Duration silence) {
        Patience patience = new Patience(3, Duration.ofSeconds(20));
        return new StoreLimits(Duration.ofSeconds(5), silence, Duration.ofSeconds(5), patience, patience, 4);
    }
}
