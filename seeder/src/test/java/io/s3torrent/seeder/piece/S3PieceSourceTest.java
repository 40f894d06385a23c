package io.s3torrent.seeder.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.MemoryStore.Fault;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What crosses the border to the store, and that memory comes back. */
class S3PieceSourceTest {
    private static final int MIB = 1 << 20;
    private static final TestTorrent LARGE_PIECES = TestTorrent.of("large", 5 * MIB + 123, 2 * MIB);
    private static final TestTorrent SMALL_PIECES = TestTorrent.of("small", 5 * MIB + 123, MIB / 4);

    private final PieceMemory memory = new PieceMemory(6 * MIB);
    private final PieceCache cache = new PieceCache(memory);
    private final Queue<Runnable> storeThreads = new ArrayDeque<>();

    @AfterEach
    void everyByteOfMemoryIsGivenBack() {
        cache.close();
        assertThat(memory.used()).isZero();
    }

    private S3PieceSource source(MemoryStore store, TestTorrent torrent) {
        return new S3PieceSource(
                store,
                storeThreads::add,
                cache,
                Content.of(store.version()),
                torrent.metainfo().info());
    }

    private void runStoreThreads() {
        for (Runnable task = storeThreads.poll(); task != null; task = storeThreads.poll()) {
            task.run();
        }
    }

    private byte[] read(PieceSource source, int piece) {
        CompletableFuture<ByteBuf> reading = source.read(piece);
        runStoreThreads();
        ByteBuf buffer = reading.join();
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
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
    void whoeverLeavesBeforeThePieceComesLeavesNothingBehind() {
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
        assertThat(store.requestedRanges()).as("not asked a third time").hasSize(2);
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
                    LARGE_PIECES.metainfo().info());
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
