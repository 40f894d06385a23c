package io.s3torrent.seeder.benchmark;

import io.s3torrent.seeder.s3.CrcAlgorithm;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.Checksum;
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

/** Computes a checksum of 16 MiB in chunks of 64 KiB, as they come from the store. 9.4 ms correspond to 0.6 s/GiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark {
    private static final int LENGTH = 16 << 20;

    private final byte[] chunk = new byte[64 << 10];

    @Param
    private CrcAlgorithm algorithm = CrcAlgorithm.CRC64NVME;

    /** Fills the chunk. */
    public ChecksumBenchmark() {
        new Random(1).nextBytes(chunk);
    }

    @Benchmark
    public long crc() {
        Checksum crc = algorithm.newChecksum();
        for (int at = 0; at < LENGTH; at += chunk.length) {
            crc.update(chunk, 0, chunk.length);
        }
        return crc.getValue();
    }
}
