package io.s3torrent.seeder.benchmark;

import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Hashes 16 MiB in chunks of 64 KiB, as they come from the store. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HashingBenchmark {
    private static final int LENGTH = 16 << 20;

    private final byte[] chunk = new byte[64 << 10];

    @Param({"262144", "4194304"})
    private int pieceLength;

    /** Fills the chunk with random bytes, since zeros could be a special case. */
    public HashingBenchmark() {
        new Random(1).nextBytes(chunk);
    }

    @Benchmark
    public void v1(Blackhole hashes) {
        hash(PieceDigest.sha1(), hashes);
    }

    @Benchmark
    public void v2(Blackhole hashes) {
        hash(PieceDigest.merkle(), hashes);
    }

    private void hash(PieceDigest digest, Blackhole hashes) {
        PieceLayout layout = new PieceLayout(LENGTH, pieceLength);
        PieceHasher hasher = new PieceHasher(layout, digest, 0, (piece, hash) -> hashes.consume(hash));
        for (int at = 0; at < LENGTH; at += chunk.length) {
            hasher.accept(chunk, 0, chunk.length);
        }
    }
}
