package io.s3torrent.seeder.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.PieceMemory;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.MemoryStore.Fault;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorrentMakerTest {
    private static final int MIB = 1 << 20;

    private final ExecutorService threads = new WorkerPool("test", 32);
    private final PieceMemory memory = new PieceMemory(12 * MIB);
    private final PieceCache cache = new PieceCache(memory);

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        cache.close();
        assertThat(memory.used()).isZero();
    }

    private Info make(MemoryStore store, int pieceLength) throws IOException {
        return new TorrentMaker(store, threads, cache)
                .make(
                        Content.of(store.version()),
                        InfoOptions.v1("object.bin", pieceLength),
                        TorrentFiles.single(
                                InfoOptions.v1("object.bin", pieceLength),
                                store.version().length()),
                        HashingListener.NONE);
    }

    @Test
    void everyLengthGivesTheSameTorrentAsHashingInOneGo() throws IOException {
        for (int length : new int[] {1, 16384, 16385, MIB - 1, MIB, 8 * MIB, 8 * MIB + 1, 20 * MIB + 77}) {
            TestTorrent expected = TestTorrent.of("object.bin", length, 1 << 18);
            assertThat(make(new MemoryStore(expected.content()), 1 << 18))
                    .isEqualTo(expected.metainfo().info());
        }
    }

    @Test
    void readsEachByteOnceInStridesOfEightMebibytesOrOnePiece() throws IOException {
        MemoryStore store = new MemoryStore(new byte[20 * MIB]);
        make(store, 1 << 18);
        assertThat(store.requestedRanges())
                .containsExactlyInAnyOrder(
                        new ByteRange(0, 8 * MIB), new ByteRange(8 * MIB, 16 * MIB), new ByteRange(16 * MIB, 20 * MIB));
        MemoryStore large = new MemoryStore(new byte[20 * MIB]);
        make(large, 16 * MIB);
        assertThat(large.requestedRanges())
                .containsExactlyInAnyOrder(new ByteRange(0, 16 * MIB), new ByteRange(16 * MIB, 20 * MIB));
    }

    @Test
    void whatWasHashedIsServedWithoutASecondRead() throws IOException {
        TestTorrent torrent = TestTorrent.of("object.bin", 10 * MIB + 5, 1 << 18);
        MemoryStore store = new MemoryStore(torrent.content());
        Info info = make(store, 1 << 18);
        int gets = store.requestedRanges().size();
        S3PieceSource source = new S3PieceSource(
                store, threads, cache, Content.of(store.version()), info, new BadPieceRetries(Clock.systemUTC()));
        for (int piece = 0; piece < info.layout().pieceCount(); piece++) {
            ByteBuf bytes = source.read(piece).join();
            assertThat(ByteBufUtil.getBytes(bytes)).isEqualTo(torrent.piece(piece));
            bytes.release();
        }
        assertThat(store.requestedRanges()).hasSize(gets);
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        AtomicLong furthest = new AtomicLong();
        MemoryStore store = new MemoryStore(new byte[20 * MIB]);
        InfoOptions spec = InfoOptions.v1("x", 1 << 18);
        List<FileEntry> files = TorrentFiles.single(spec, 20 * MIB);
        new TorrentMaker(store, threads, cache).make(Content.of(store.version()), spec, files, (done, total) -> {
            assertThat(total).isEqualTo(20 * MIB);
            furthest.accumulateAndGet(done, Math::max);
        });
        assertThat(furthest).hasValue(20 * MIB);
    }

    @Test
    void anEmptyObjectIsRefused() {
        assertThatThrownBy(() -> make(new MemoryStore(new byte[0]), 1 << 18))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("\"object.bin\" is empty: a torrent needs at least one byte");
    }

    @Test
    void aReadThatFailsEndsItAndLeavesNoHalfUnitBehind() {
        MemoryStore store = new MemoryStore(new byte[200 * MIB]);
        store.failNext(Fault.UNAVAILABLE);
        assertThatThrownBy(() -> make(store, 1 << 18)).isInstanceOf(ObjectException.Unavailable.class);
        assertThat(store.requestedRanges().size()).isLessThanOrEqualTo(25);
    }

    private Info make(MemoryStore store, S3Location object, ExecutorService workers, HashingListener listener)
            throws IOException {
        ObjectVersion version = store.stat(object);
        InfoOptions spec = InfoOptions.v1(object.name(), 1 << 24);
        return new TorrentMaker(store, workers, PieceCache.none())
                .make(Content.of(version), spec, TorrentFiles.single(spec, version.length()), listener);
    }

    /** Ends the hashing of a large object when the test sets it. */
    private static final class Cancel implements HashingListener {
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void hashed(long done, long total) {
            begun.countDown();
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }

    @Test
    void aSmallObjectIsHashedWhileALargeOneOccupiesTheThreads() throws Exception {
        S3Location large = new S3Location("bucket", "large");
        S3Location small = new S3Location("bucket", "small");
        MemoryStore store = new MemoryStore(new byte[1]);
        store.putZeros(large, 200L << 30);
        store.putZeros(small, 1 << 20);
        Cancel cancel = new Cancel();
        try (WorkerPool two = new WorkerPool("two", 2);
                WorkerPool maker = new WorkerPool("maker", 1)) {
            Future<Info> unfinished = maker.submit(() -> make(store, large, two, cancel));
            cancel.begun.await();

            assertThat(make(store, small, two, HashingListener.NONE).layout().pieceCount())
                    .isEqualTo(1);

            assertThat(unfinished).isNotDone();
            cancel.cancelled.set(true);
            assertThatThrownBy(unfinished::get).hasCauseInstanceOf(CancellationException.class);
        }
    }

    @Test
    void cancellingStopsReadsThatGetNoBytes() throws Exception {
        S3Location hanging = new S3Location("bucket", "hanging");
        MemoryStore store = new MemoryStore(new byte[1]);
        store.putZeros(hanging, 200L << 30);
        store.hang(hanging);
        Cancel cancel = new Cancel();
        try (WorkerPool maker = new WorkerPool("maker", 1)) {
            Future<Info> unfinished = maker.submit(() -> make(store, hanging, threads, cancel));
            await().until(() -> store.requestedRanges().size() == 16);
            cancel.cancelled.set(true);

            assertThatThrownBy(unfinished::get).hasCauseInstanceOf(CancellationException.class);
            await().until(() -> ((WorkerPool) threads).getActiveCount() == 0);
            assertThat(store.requestedRanges()).hasSize(16);
        }
    }
}
