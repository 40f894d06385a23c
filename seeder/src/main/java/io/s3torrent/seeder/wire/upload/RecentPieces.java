package io.s3torrent.seeder.wire.upload;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** The last few pieces that were read from the store. Safe for use by all event loops. */
public final class RecentPieces {
    private static final int COUNT = 8;
    private static final int NONE = -1;

    private final AtomicIntegerArray ring =
            new AtomicIntegerArray(IntStream.generate(() -> NONE).limit(COUNT).toArray());
    private final AtomicInteger next = new AtomicInteger();

    public void add(int piece) {
        ring.set(Math.floorMod(next.getAndIncrement(), COUNT), piece);
    }

    public int[] pieces() {
        return IntStream.range(0, COUNT)
                .map(ring::get)
                .filter(piece -> piece != NONE)
                .distinct()
                .toArray();
    }
}
