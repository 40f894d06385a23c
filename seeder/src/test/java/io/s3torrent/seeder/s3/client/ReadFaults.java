package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.cutAfter;
import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.ScriptedS3.honest;
import static io.s3torrent.seeder.s3.ScriptedS3.stallAfter;
import static io.s3torrent.seeder.s3.client.StoreFaults.resetAfter;
import static io.s3torrent.seeder.s3.client.StoreFaults.silence;
import static io.s3torrent.seeder.s3.client.StoreFaults.slow;
import static io.s3torrent.seeder.s3.client.StoreFaults.sometimes;
import static io.s3torrent.seeder.s3.client.StoreFaults.tooManyBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStoreContract;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of a store, none of which may deliver a wrong byte. */
@Timeout(60)
abstract class ReadFaults {
    static final byte[] BYTES = ObjectStoreContract.random(300_000);
    static final S3Location LOCATION = new S3Location("bucket", "dir/key");
    static final ByteRange RANGE = new ByteRange(1_000, 201_000);
    static final ObjectVersion VERSION = new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.empty());

    private static final ObjectVersion CODED =
            new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.empty(), Optional.of("gzip"));
    private static final Map<String, String> OTHER_ETAG = Map.of("ETag", "\"fedcba9876543210fedcba9876543210\"");

    /** Long enough that only a connection which is meant to be silent reaches the limit. */
    private static final StoreLimits HASTY = limits(Duration.ofSeconds(3));

    Ledger ledger = new Ledger();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    ScriptedS3 s3;
    AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(BYTES);
        store = prepared(StoreLimits.defaults());
    }

    /** A store whose next GET takes the path under test. */
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
        ConcurrencyLimiter limiter = store.calls.limiter();
        int quarter = limiter.size() / 4;

        read();
        assertThat(limiter.size()).isEqualTo(quarter);
        s3.script(error(500, "InternalError", Map.of()));
        received.reset();
        read();
        assertThat(limiter.size()).as("other errors are no sign of load").isEqualTo(quarter);
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
        s3.script(cutAfter(70_000));
        s3.always(changed);
        s3.when(ReadFaults::isHead, head(200, OTHER_ETAG));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
        assertThat(s3.requests()).filteredOn(ReadFaults::isHead).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 416})
    void anObjectThatIsShorterIsChanged(int status) {
        s3.always(error(status, "", Map.of()));
        s3.when(ReadFaults::isHead, head(200, Map.of("Content-Length", "500")));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 416})
    void anObjectThatIsGoneIsNotFound(int status) {
        s3.always(error(status, "", Map.of()));
        s3.when(ReadFaults::isHead, error(404, "", Map.of()));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 501})
    void aStoreThatRefusesItsOwnETagIsReadWithoutACondition(int status) throws Exception {
        Fault refused = error(status, status == 412 ? "PreconditionFailed" : "NotImplemented", Map.of());
        s3.when(request -> !request.header("if-match").isEmpty(), refused);

        read();
        assertRead();
        s3.forgetRequests();
        received.reset();
        read();

        assertRead();
        assertThat(s3.requests()).as("it is remembered").hasSize(1);
        s3.always(head(206, OTHER_ETAG));
        s3.when(ReadFaults::isHead, head(200, OTHER_ETAG));
        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"412", "416", "etag"})
    void aStoreWhoseHeadShowsTheVersionDoesNotMakeItChanged(String what) throws Exception {
        s3.when(
                request -> !isHead(request),
                what.equals("etag") ? head(206, OTHER_ETAG) : error(Integer.parseInt(what), "", Map.of()));
        try (AwsObjectStore hasty = prepared(HASTY)) {
            assertThatThrownBy(() -> hasty.read(VERSION, RANGE, received::write))
                    .isInstanceOf(ObjectException.Unavailable.class)
                    .hasMessageContaining("the store's HEAD returns the requested version");
        }
        assertThat(received.size()).isZero();
    }

    @Test
    void anAnswerOfAnotherVersionIsNeverReadAndTheNextOneMayBeRight() throws Exception {
        s3.script(cutAfter(70_000), head(206, OTHER_ETAG));

        read();

        assertRead();
    }

    @Test
    void whatTheHeadCannotTellIsToldAsItIs() {
        s3.always(error(412, "", Map.of()));
        s3.when(ReadFaults::isHead, error(403, "", Map.of()));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Denied.class);
    }

    @Test
    void bytesAreAskedForAsTheyAreStored() throws Exception {
        read();
        received.reset();
        store.read(CODED, RANGE, received::write);

        assertRead();
        assertThat(s3.requests())
                .extracting(request -> request.header("accept-encoding"))
                .containsExactly("identity", "gzip");
    }

    @ParameterizedTest
    @CsvSource({"gzip, ''", "br, gzip", "gzip, br"})
    void bytesInAnotherCodingAreRefusedInWords(String sent, String stored) {
        ObjectVersion version = new ObjectVersion(
                LOCATION,
                BYTES.length,
                ScriptedS3.ETAG,
                Optional.empty(),
                Optional.of(stored).filter(coding -> !coding.isEmpty()));
        s3.always(head(206, Map.of("Content-Encoding", sent)));

        assertThatThrownBy(() -> store.read(version, RANGE, received::write))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining(
                        "Content-Encoding " + sent + " (expected: " + (stored.isEmpty() ? "identity" : stored));
        assertThat(received.size()).isZero();
    }

    @Test
    void anObjectThatIsUnpackedOnItsWayIsRefusedInWords() {
        s3.always(head(200, Map.of("Content-Length", "400000")));

        assertThatThrownBy(() -> store.read(CODED, RANGE, received::write))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining("Content-Encoding identity (expected: gzip");
    }

    @Test
    void theTagThatACompressingServerAppendsIsNoOtherVersion() {
        String etag = ScriptedS3.ETAG.replaceFirst("\"$", "-gzip\"");
        s3.always(head(206, Map.of("Content-Encoding", "gzip", "ETag", etag)));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-gzip", "aws-chunked, gzip", ""})
    void aCodingInAnotherSpellingIsTheSame(String sent) throws Exception {
        s3.script(head(206, Map.of("Content-Encoding", sent)));

        store.read(CODED, RANGE, received::write);

        assertRead();
        assertThat(s3.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 1000-200999/300000",
                "bytes=1000-200999/300000",
                "Bytes 1000-200999/*",
                "1000-200999/300000"
            })
    void theRangeWithStatus200IsTakenWhenItIsExactlyTheOneAskedFor(String contentRange) throws Exception {
        s3.script(head(200, Map.of("Content-Range", contentRange)));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-199999/300000", "bytes 1000-200998/300000", "bytes 1000-200999/200000"})
    void anotherRangeWithStatus200IsRejectedUnread(String contentRange) throws Exception {
        s3.script(head(200, Map.of("Content-Range", contentRange)));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
    }

    static boolean isHead(Request request) {
        return request.method().equals("HEAD");
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
        s3.when(request -> true, head(206, OTHER_ETAG));

        assertThatThrownBy(this::read).isInstanceOf(ObjectException.Changed.class);
        assertThat(received.size()).isZero();
    }

    @Test
    void aWeakETagIsTheSameVersionAndNeverACondition() throws Exception {
        s3.script(head(206, Map.of("ETag", "W/" + ScriptedS3.ETAG)));
        read();
        assertRead();
        received.reset();

        ObjectVersion weak = new ObjectVersion(LOCATION, BYTES.length, "W/" + ScriptedS3.ETAG, Optional.empty());
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
    void aBodyMuchSlowerThanOthersContinuesOverAnotherConnection() throws Exception {
        learnTheUsualWaits();
        s3.script(slow(1024));

        long started = System.nanoTime();
        read();

        assertRead();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        assertThat(s3.ranges()).hasSize(2);
        assertThat(s3.ranges().get(1))
                .as("only the rest")
                .isNotEqualTo(s3.ranges().get(0));
        assertThat(ledger.snapshot().hedged()).isEqualTo(1);
        assertThat(ledger.snapshot().retries()).isZero();
        assertThat(ledger.snapshot().bytesRead()).isEqualTo(RANGE.length());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStoreThatAskedForFewerRequestsGetsNoHedges() throws Exception {
        learnTheUsualWaits();
        s3.script(error(503, "SlowDown", Map.of()), slow(100_000));

        read();

        assertRead();
        assertThat(s3.requests()).hasSize(2);
        assertThat(ledger.snapshot().hedged()).isZero();
    }

    void learnTheUsualWaits() throws ObjectException {
        for (int i = 0; i < 10; i++) {
            read();
        }
        received.reset();
        s3.forgetRequests();
        ledger = new Ledger();
        store = store.countedIn(ledger);
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
        return StoreLimits.builder()
                .silence(silence)
                .attempt(Duration.ofSeconds(5))
                .retries(3, Duration.ofSeconds(20))
                .inFlight(4)
                .build();
    }
}
