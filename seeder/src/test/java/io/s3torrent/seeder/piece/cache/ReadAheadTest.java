package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
    private static final int MIB = 1 << 20;
    private static final TestTorrent TORRENT = TestTorrent.of("object.bin", 20 * MIB, MIB);

    private final MemoryStore store = new MemoryStore(TORRENT.content());
    private final Queue<Runnable> storeThreads = new ArrayDeque<>();
    private final PieceMemory memory = new PieceMemory(16L * MIB);
    private final PieceCache cache = new PieceCache(memory);
    private final S3PieceSource source = new S3PieceSource(
            store,
            storeThreads::add,
            cache,
            Content.of(store.version()),
            TORRENT.metainfo().info(),
            new BadPieceRetries(Clock.systemUTC()));

    @AfterEach
    void everyByteOfMemoryIsGivenBack() {
        runStoreThreads();
        cache.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aPieceThatWasReadAheadIsThereWhenItIsAskedFor() {
        assertThat(source.readAhead(3)).isTrue();
        runStoreThreads();

        CompletableFuture<ByteBuf> reading = source.read(3);

        assertThat(reading).isCompleted();
        reading.join().release();
        assertThat(store.requestedRanges()).hasSize(1);
    }

    @Test
    void aPieceThatIsThereOrOnItsWayIsNotReadAgain() {
        CompletableFuture<ByteBuf> reading = source.read(3);
        assertThat(source.readAhead(3)).isFalse();
        runStoreThreads();
        assertThat(source.readAhead(3)).isFalse();

        reading.join().release();
        assertThat(store.requestedRanges()).hasSize(1);
    }

    @Test
    void aQuarterOfTheMemoryIsReadAheadAndMoreWhenThatIsAskedFor() {
        for (int piece = 0; piece < 4; piece++) {
            assertThat(source.readAhead(piece)).isTrue();
        }
        assertThat(source.readAhead(4)).isFalse();
        runStoreThreads();
        source.read(0).join().release();

        assertThat(source.readAhead(4)).isTrue();
    }

    @Test
    void aUnitThatIsNotRequestedIsReleasedInTime() {
        ReadAhead ahead = new ReadAhead(4L * MIB, Duration.ofMillis(10));
        FetchUnit unit = FetchUnit.inMemory(memory.tryReserve(MIB).orElseThrow(), new BitSet());
        ahead.hold(new FetchUnit.Key("content", 0), MIB, () -> CompletableFuture.completedFuture(unit));

        await().untilAsserted(() -> assertThat(memory.used()).isZero());
    }

    @Test
    void aRequestDoesNotWaitForUnitsThatWereReadAhead() {
        assertThat(source.readAhead(0)).isTrue();
        runStoreThreads();
        List<ByteBuf> sending = new ArrayList<>();
        for (int piece = 1; piece < 16; piece++) {
            CompletableFuture<ByteBuf> reading = source.read(piece);
            runStoreThreads();
            sending.add(reading.join());
        }
        CompletableFuture<ByteBuf> reading = source.read(16);

        sending.forEach(ByteBuf::release);
        runStoreThreads();
        assertThat(reading).isCompleted();
        reading.join().release();
    }

    @Test
    void aReadThatFailsTakesNoRoom() {
        for (int piece = 0; piece < 4; piece++) {
            store.failNext(MemoryStore.Fault.UNAVAILABLE);
            assertThat(source.readAhead(piece)).isTrue();
            runStoreThreads();
        }

        assertThat(source.readAhead(4)).isTrue();
    }

    private void runStoreThreads() {
        for (Runnable task = storeThreads.poll(); task != null; task = storeThreads.poll()) {
            task.run();
        }
    }
}
