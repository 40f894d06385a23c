package io.s3torrent.seeder.benchmark;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.PieceMemory;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.s3.MemoryStore;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Measures what a piece in memory costs an event loop: the lookup, 16 slices for the socket, and the release. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PieceCacheBenchmark {
    private static final int BLOCK = 16 << 10;
    private static final TestTorrent TORRENT = TestTorrent.of("object.bin", 32 << 20, 256 << 10);

    private final PieceCache cache = new PieceCache(new PieceMemory(64 << 20));
    private final MemoryStore store = new MemoryStore(TORRENT.content());
    private final PieceSource pieces = new S3PieceSource(
            store,
            Runnable::run,
            cache,
            Content.of(store.version()),
            TORRENT.metainfo().info(),
            new BadPieceRetries(Clock.systemUTC()));

    @Benchmark
    @Threads(1)
    public void oneThread(Blackhole socket) {
        hit(socket);
    }

    @Benchmark
    @Threads(4)
    public void fourThreads(Blackhole socket) {
        hit(socket);
    }

    private void hit(Blackhole socket) {
        int piece = ThreadLocalRandom.current().nextInt(TORRENT.layout().pieceCount());
        ByteBuf bytes = pieces.read(piece).join();
        for (int begin = 0; begin < bytes.readableBytes(); begin += BLOCK) {
            ByteBuf block = bytes.retainedSlice(bytes.readerIndex() + begin, BLOCK);
            socket.consume(block);
            block.release();
        }
        bytes.release();
    }

    @TearDown
    public void close() {
        cache.close();
    }
}
