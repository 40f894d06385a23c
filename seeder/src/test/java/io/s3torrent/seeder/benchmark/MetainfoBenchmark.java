package io.s3torrent.seeder.benchmark;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.List;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads and writes .torrent files: one of usual size, and one near the largest that is read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetainfoBenchmark {
    @Param({"2000", "400000"})
    private int pieces;

    private Metainfo metainfo = metainfo(1);
    private byte[] file = new byte[0];

    @Setup
    public void make() {
        metainfo = metainfo(pieces);
        file = MetainfoCodec.encode(metainfo);
    }

    private static Metainfo metainfo(int pieces) {
        byte[] hashes = new byte[pieces * Info.HASH_LENGTH];
        new Random(1).nextBytes(hashes);
        Info info = Info.ofFile("object.bin", new PieceLayout((long) pieces << 20, 1 << 20), hashes);
        return Metainfo.of(info, List.of("http://localhost:6969/announce"), "benchmark");
    }

    @Benchmark
    public Metainfo decode() throws MetainfoException {
        return MetainfoCodec.decode(file);
    }

    @Benchmark
    public byte[] encode() {
        return MetainfoCodec.encode(metainfo);
    }
}
