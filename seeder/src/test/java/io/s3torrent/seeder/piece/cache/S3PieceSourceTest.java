package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.DamagedStore;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.MemoryStore.Fault;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.testing.TestSeed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The requests to the store, and the return of all memory. */
class S3PieceSourceTest {
    private static final int MIB = 1 << 20;
    private static final TestTorrent LARGE_PIECES = TestTorrent.of("large", 5 * MIB + 123, 2 * MIB);
    private static final TestTorrent SMALL_PIECES = TestTorrent.of("small", 5 * MIB + 123, MIB / 4);

    private final PieceMemory memory = new PieceMemory(6 * MIB);
    private final PieceCache cache = new PieceCache(memory);
    private final Queue<Runnable> storeThreads = new ArrayDeque<>();
    private final TestClock clock = new TestClock("2026-01-01T12:00:00Z");
    private final Random random = TestSeed.random();
    private final BadPieceRetries retries = new BadPieceRetries(clock);

    @AfterEach
    void everyByteOfMemoryIsGivenBack() {
        retries.close();
        cache.close();
        assertThat(memory.used()).isZero();
    }

    private S3PieceSource source(MemoryStore store, TestTorrent torrent) {
        return new S3PieceSource(
                store,
                storeThreads::add,
                cache,
                Content.of(store.version()),
                torrent.metainfo().info(),
                retries);
    }

    private void runStoreThreads() {
        for (Runnable task = storeThreads.poll(); task != null; task = storeThreads.poll()) {
            task.run();
        }
    }

    private byte[] read(PieceSource source, int piece) {
        CompletableFuture<ByteBuf> reading = source.read(piece);
        runStoreThreads();
        assertThat(reading).isDone();
        ByteBuf buffer = reading.join();
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }

    @Test
    void readsThatHangLeaveMemoryForOtherTorrents() {
        S3PieceSource hanging = source(new MemoryStore(LARGE_PIECES.content()), LARGE_PIECES);
        List<CompletableFuture<ByteBuf>> waiting =
                IntStream.range(0, 3).mapToObj(hanging::read).toList();
        Queue<Runnable> hangingThreads = new ArrayDeque<>(storeThreads);
        storeThreads.clear();

        S3PieceSource other = source(new MemoryStore(SMALL_PIECES.content()), SMALL_PIECES);
        for (int piece = 0; piece < SMALL_PIECES.layout().pieceCount(); piece++) {
            assertThat(read(other, piece)).isEqualTo(SMALL_PIECES.piece(piece));
        }

        storeThreads.addAll(hangingThreads);
        runStoreThreads();
        waiting.forEach(piece -> assertThat(piece.join().release()).isFalse());
    }

    @Test
    void aReadThatHangsHoldsItsOwnUnitOnly() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        S3PieceSource[] source = new S3PieceSource[1];
        DamagedStore hanging = new DamagedStore(store, 0, right -> {
            for (int i = 0; i < 10; i++) {
                assertThat(read(source[0], 1 + i % 2)).isEqualTo(LARGE_PIECES.piece(1 + i % 2));
            }
            return right;
        });
        source[0] = new S3PieceSource(
                hanging,
                storeThreads::add,
                cache,
                Content.of(store.version()),
                LARGE_PIECES.metainfo().info(),
                retries);

        assertThat(read(source[0], 0)).isEqualTo(LARGE_PIECES.piece(0));
    }

    @Test
    void oneGetPerLargePieceAndTheLastIsShort() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        S3PieceSource source = source(store, LARGE_PIECES);
        assertThat(read(source, 2)).isEqualTo(LARGE_PIECES.piece(2)).hasSize(MIB + 123);
        assertThat(read(source, 0)).isEqualTo(LARGE_PIECES.piece(0));
        assertThat(read(source, 2)).isEqualTo(LARGE_PIECES.piece(2));
        assertThat(store.requestedRanges())
                .containsExactly(new ByteRange(4 * MIB, 5 * MIB + 123), new ByteRange(0, 2 * MIB));
    }

    @Test
    void aReadReportsTheBytesThatItFetchesNotThoseOfThePiece() {
        MemoryStore store = new MemoryStore(SMALL_PIECES.content());
        S3PieceSource source = source(store, SMALL_PIECES);
        List<Integer> fetched = new ArrayList<>();
        CompletableFuture<ByteBuf> first = source.read(0, fetched::add);
        CompletableFuture<ByteBuf> onItsWay = source.read(3, fetched::add);
        assertThat(fetched).containsExactly(MIB);
        runStoreThreads();
        first.join().release();
        onItsWay.join().release();
        source.read(1, fetched::add).join().release();
        assertThat(source.readAhead(2)).as("in memory").isZero();
        assertThat(source.readAhead(20)).as("the last window").isEqualTo(123);
        runStoreThreads();
        assertThat(fetched).containsExactly(MIB);
    }

    @Test
    void randomReadsOfAnObjectThatDoesNotFitInTheCacheFetchLittleMoreThanTheyReturn() {
        TestTorrent tiny = TestTorrent.of("tiny", 8 * MIB, 16 << 10);
        MemoryStore store = new MemoryStore(tiny.content());
        S3PieceSource source = source(store, tiny);
        LongAdder fetched = new LongAdder();
        for (int i = 0; i < 2000; i++) {
            int piece = random.nextInt(tiny.layout().pieceCount());
            CompletableFuture<ByteBuf> reading = source.read(piece, fetched::add);
            runStoreThreads();
            reading.join().release();
        }
        long returned = 2000L * (16 << 10);
        assertThat(fetched.sum()).isLessThanOrEqualTo(2 * returned);
        assertThat(store.requestedRanges().stream().mapToLong(ByteRange::length).sum())
                .as("what was reported was read")
                .isEqualTo(fetched.sum());
    }

    @Test
    void oneGetPerWindowOfSmallPieces() {
        MemoryStore store = new MemoryStore(SMALL_PIECES.content());
        S3PieceSource source = source(store, SMALL_PIECES);
        for (int piece = 0; piece < SMALL_PIECES.layout().pieceCount(); piece++) {
            assertThat(read(source, piece)).isEqualTo(SMALL_PIECES.piece(piece));
        }
        assertThat(store.requestedRanges()).hasSize(6).contains(new ByteRange(5 * MIB, 5 * MIB + 123));
    }

    @Test
    void allWhoAskForAPieceOnItsWayShareOneGet() {
        MemoryStore store = new MemoryStore(SMALL_PIECES.content());
        S3PieceSource source = source(store, SMALL_PIECES);
        List<CompletableFuture<ByteBuf>> askers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            askers.add(source.read(i % 4));
        }
        runStoreThreads();
        askers.forEach(asker -> assertThat(asker.join().release()).isFalse());
        assertThat(store.requestedRanges()).containsExactly(new ByteRange(0, MIB));
    }

    @Test
    void aCallerThatCancelsBeforeThePieceComesLeavesNothingBehind() {
        MemoryStore store = new MemoryStore(SMALL_PIECES.content());
        CompletableFuture<ByteBuf> gone = source(store, SMALL_PIECES).read(0);
        gone.cancel(false);
        runStoreThreads();
    }

    @Test
    void wrongBytesAreFetchedOnceMore() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        store.failNext(Fault.WRONG_BYTES);
        assertThat(read(source(store, LARGE_PIECES), 0)).isEqualTo(LARGE_PIECES.piece(0));
        assertThat(store.requestedRanges()).hasSize(2);
    }

    @Test
    void bytesThatStayWrongAreNeverGivenAndTheirNeighboursAre() {
        byte[] damaged = SMALL_PIECES.content().clone();
        damaged[MIB / 4 + 5] ^= 1;
        MemoryStore store = new MemoryStore(damaged);
        S3PieceSource source = source(store, SMALL_PIECES);
        CompletableFuture<ByteBuf> bad = source.read(1);
        runStoreThreads();
        assertThatThrownBy(bad::join)
                .cause()
                .isInstanceOf(BadPieceException.class)
                .hasMessageContaining("piece 1");
        assertThat(read(source, 0)).isEqualTo(SMALL_PIECES.piece(0));
        assertThat(store.requestedRanges()).as("no third read").hasSize(2);
    }

    private void assertBad(PieceSource source, int piece) {
        CompletableFuture<ByteBuf> reading = source.read(piece);
        runStoreThreads();
        assertThatThrownBy(reading::join).hasCauseInstanceOf(BadPieceException.class);
    }

    private void pass(Duration time) {
        clock.step(time);
        retries.tryDue();
        runStoreThreads();
    }

    @Test
    void aBadPieceIsTriedAgainAfterGrowingPausesUpToAnHour() {
        byte[] bytes = LARGE_PIECES.content().clone();
        bytes[5] ^= 1;
        MemoryStore store = new MemoryStore(bytes);
        PieceSource source = source(store, LARGE_PIECES);
        assertBad(source, 0);
        int gets = store.requestedRanges().size();
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            pass(Duration.ofMinutes(minutes).minusSeconds(1));
            assertThat(store.requestedRanges())
                    .as("just before %d minutes", minutes)
                    .hasSize(gets);

            pass(Duration.ofSeconds(1));
            gets += 2; // wrong bytes may be a transmission error, so they are read twice
            assertThat(store.requestedRanges()).as("after %d minutes", minutes).hasSize(gets);
            assertBad(source, 0);
        }
        assertThat(store.requestedRanges())
                .as("a request for a bad piece reads nothing")
                .hasSize(gets);
    }

    @Test
    void aPieceThatTheStoreGivesRightAgainIsServedAndTold() {
        byte[] bytes = SMALL_PIECES.content().clone();
        bytes[MIB / 4 + 5] ^= 1;
        MemoryStore store = new MemoryStore(bytes);
        PieceSource source = source(store, SMALL_PIECES);
        List<Integer> restored = new ArrayList<>();
        source.onRestored(restored::add);
        assertBad(source, 1);
        pass(Duration.ofMinutes(1));
        assertThat(restored).isEmpty();

        bytes[MIB / 4 + 5] ^= 1;
        pass(Duration.ofMinutes(2));

        assertThat(restored).containsExactly(1);
        int gets = store.requestedRanges().size();
        assertThat(read(source, 1)).isEqualTo(SMALL_PIECES.piece(1));
        assertThat(read(source, 0)).isEqualTo(SMALL_PIECES.piece(0));
        assertThat(store.requestedRanges()).as("it is in memory").hasSize(gets);
        pass(Duration.ofHours(2));
        assertThat(store.requestedRanges()).as("nothing is left to try").hasSize(gets);

        bytes[5 * MIB + 7] ^= 1;
        assertBad(source, 20);
        pass(Duration.ofMinutes(1));
        assertThat(store.requestedRanges())
                .as("the pauses start again from the shortest")
                .hasSize(gets + 4);
    }

    @Test
    void ofManyBadPiecesOnlyAFewAreTriedAtATimeAndAllWhenTheyAreGoodAgain() {
        TestTorrent many = TestTorrent.of("many", 20 * 16384, 16384);
        byte[] bytes = new byte[many.content().length];
        MemoryStore store = new MemoryStore(bytes);
        PieceSource source = source(store, many);
        for (int piece = 0; piece < 20; piece++) {
            assertBad(source, piece);
        }
        int gets = store.requestedRanges().size();
        pass(Duration.ofMinutes(1));
        assertThat(store.requestedRanges().size() - gets).isBetween(2, 2 * BadPieces.A_ROUND);

        System.arraycopy(many.content(), 0, bytes, 0, bytes.length);
        List<Integer> restored = new ArrayList<>();
        source.onRestored(restored::add);
        pass(Duration.ofMinutes(2));
        assertThat(restored).hasSize(BadPieces.A_ROUND);
        for (int round = 0; round < 4; round++) {
            pass(Duration.ZERO);
        }
        assertThat(restored).hasSize(20);
    }

    @Test
    void aStoreThatIsDownWhenAPieceIsTriedAgainIsNoEnd() {
        byte[] bytes = LARGE_PIECES.content().clone();
        bytes[5] ^= 1;
        MemoryStore store = new MemoryStore(bytes);
        PieceSource source = source(store, LARGE_PIECES);
        assertBad(source, 0);
        bytes[5] ^= 1;
        store.failNext(Fault.UNAVAILABLE);
        pass(Duration.ofMinutes(1));
        assertBad(source, 0);

        pass(Duration.ofMinutes(2));
        assertThat(read(source, 0)).isEqualTo(LARGE_PIECES.piece(0));
    }

    @Test
    void aFailedReadIsToldToAllAndTriedAnewByTheNext() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        store.failNext(Fault.UNAVAILABLE);
        S3PieceSource source = source(store, LARGE_PIECES);
        CompletableFuture<ByteBuf> first = source.read(0);
        CompletableFuture<ByteBuf> second = source.read(0);
        runStoreThreads();
        assertThatThrownBy(first::join).hasCauseInstanceOf(ObjectException.Unavailable.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(ObjectException.Unavailable.class);
        assertThat(read(source, 0)).isEqualTo(LARGE_PIECES.piece(0));
    }

    @Test
    void whatIsRightForOneTorrentIsNotTakenForRightForAnother() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        TestTorrent other = TestTorrent.of(
                "other.bin",
                LARGE_PIECES.content().length,
                LARGE_PIECES.layout().pieceLength());
        assertThat(read(source(store, LARGE_PIECES), 0)).isEqualTo(LARGE_PIECES.piece(0));

        CompletableFuture<ByteBuf> wrong = source(store, other).read(0);
        runStoreThreads();

        assertThatThrownBy(wrong::join).hasCauseInstanceOf(BadPieceException.class);
    }

    @Test
    void memoryStaysWithinItsBoundAndTheLeastRecentlyUsedGoes() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        PieceMemory small = new PieceMemory(4 * MIB);
        try (PieceCache smallCache = new PieceCache(small)) {
            S3PieceSource source = new S3PieceSource(
                    store,
                    storeThreads::add,
                    smallCache,
                    Content.of(store.version()),
                    LARGE_PIECES.metainfo().info(),
                    retries);
            for (int piece : new int[] {0, 1, 0, 2, 0, 1}) {
                assertThat(read(source, piece)).isEqualTo(LARGE_PIECES.piece(piece));
                assertThat(small.used()).isLessThanOrEqualTo(4 * MIB);
            }
        }
        assertThat(store.requestedRanges()).as("piece 1 went, piece 0 stayed").hasSize(4);
        assertThat(small.used()).isZero();
    }

    @Test
    void aPieceThatIsBeingSentIsNotInMemoryTwice() {
        MemoryStore store = new MemoryStore(LARGE_PIECES.content());
        S3PieceSource source = source(store, LARGE_PIECES);
        CompletableFuture<ByteBuf> sending = source.read(0);
        runStoreThreads();
        List<CompletableFuture<ByteBuf>> others = List.of(source.read(1), source.read(2));
        runStoreThreads();
        int gets = store.requestedRanges().size();
        CompletableFuture<ByteBuf> pushesAllOut = cache.memory().reserve(6 * MIB);
        assertThat(read(source, 0)).isEqualTo(LARGE_PIECES.piece(0));
        assertThat(store.requestedRanges()).hasSize(gets);
        sending.join().release();
        others.forEach(other -> other.join().release());
        pushesAllOut.join().release();
    }
}
