package io.s3torrent.seeder.benchmark;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.s3.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reads a piece that is on the disk (here: in the page cache) and not in memory: {@code again} in normal operation, {@code first} after a
 * start.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DiskTierBenchmark {
    private static final int LENGTH = 128 << 20;

    @Param({"1048576", "4194304"})
    private int pieceLength;

    private Path folder = Path.of("");
    private PieceCache cache = PieceCache.none();
    private List<PieceSource> torrents = List.of();

    /** Two torrents of the same bytes: a check for one of them does not count for the other. */
    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("benchmark");
        cache = PieceCache.open(1, Optional.of(new DiskCacheConfig(folder, LENGTH)));
        TestTorrent torrent = TestTorrent.of("object.bin", LENGTH, pieceLength);
        MemoryStore store = new MemoryStore(torrent.content());
        torrents = Stream.of("a", "b")
                .<PieceSource>map(name -> new S3PieceSource(
                        store,
                        Runnable::run,
                        cache,
                        Content.of(store.version()),
                        named(name, torrent),
                        new BadPieceRetries(Clock.systemUTC())))
                .toList();
        int gets;
        do { // until all requests have ended
            gets = store.requestedRanges().size();
            IntStream.range(0, torrent.layout().pieceCount()).forEach(piece -> read(0, piece));
        } while (store.requestedRanges().size() > gets);
    }

    private static Info named(String name, TestTorrent torrent) {
        ByteBuffer hashes = ByteBuffer.allocate(torrent.layout().pieceCount() * Info.HASH_LENGTH);
        for (int piece = 0; piece < torrent.layout().pieceCount(); piece++) {
            hashes.put(TestTorrent.sha1(torrent.piece(piece)));
        }
        return Info.ofFile(name, torrent.layout(), hashes.array());
    }

    private boolean read(int torrent, int piece) {
        return torrents.get(torrent).read(piece).join().release();
    }

    private int anyPiece() {
        return ThreadLocalRandom.current().nextInt(LENGTH / pieceLength);
    }

    @Benchmark
    public boolean again() {
        return read(0, anyPiece());
    }

    @Benchmark
    @OperationsPerInvocation(2)
    public void first(Blackhole freed) {
        int piece = anyPiece();
        freed.consume(read(0, piece));
        freed.consume(read(1, piece));
    }

    @TearDown
    public void close() throws IOException {
        cache.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
