package io.s3torrent.seeder.piece;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.testing.TestSeed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The behaviour of every {@link PieceSource}. */
public abstract class PieceSourceContract {
    /** The torrent of the sources under test. */
    protected static final TestTorrent TORRENT = TestTorrent.of("object.bin", 40 * (16 << 10) + 5, 16 << 10);

    private static final int PIECES = TORRENT.layout().pieceCount();

    /** A source of all pieces of {@link #TORRENT}. */
    protected abstract PieceSource source();

    /** A source whose next read fails; empty for fakes that never fail. */
    protected Optional<PieceSource> failing() {
        return Optional.empty();
    }

    private static ByteBuf get(CompletableFuture<ByteBuf> reading) {
        return reading.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static byte[] take(CompletableFuture<ByteBuf> reading) {
        ByteBuf piece = get(reading);
        byte[] bytes = ByteBufUtil.getBytes(piece);
        piece.release();
        return bytes;
    }

    @Test
    void everyPieceHasExactlyItsBytesInAnyOrder() {
        long seed = TestSeed.seed();
        List<Integer> order = new ArrayList<>(IntStream.range(0, PIECES).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        PieceSource source = source();
        for (int piece : order) {
            assertThat(take(source.read(piece)))
                    .as("seed %d, piece %d", seed, piece)
                    .isEqualTo(TORRENT.piece(piece));
        }
    }

    @Test
    void piecesThatAreReadAtOnceAllCome() {
        PieceSource source = source();
        List<CompletableFuture<ByteBuf>> reads =
                IntStream.range(0, PIECES).mapToObj(source::read).toList();
        for (int piece = 0; piece < PIECES; piece++) {
            assertThat(take(reads.get(piece))).isEqualTo(TORRENT.piece(piece));
        }
    }

    @Test
    void readersOfOnePieceHaveABufferEach() {
        PieceSource source = source();
        CompletableFuture<ByteBuf> one = source.read(3);
        CompletableFuture<ByteBuf> other = source.read(3);

        ByteBuf first = get(one);
        first.skipBytes(100);
        first.release();

        assertThat(take(other)).isEqualTo(TORRENT.piece(3));
        assertThat(take(source.read(3))).isEqualTo(TORRENT.piece(3));
    }

    @Test
    void hintsChangeNoBytes() {
        PieceSource source = source();
        source.onRestored(piece -> {});
        source.visited();
        int costsARead = source.readAhead(2);
        boolean before = source.isCached(2);
        assertThat(take(source.read(2)))
                .as("bytes read ahead: %s, cached: %s", costsARead, before)
                .isEqualTo(TORRENT.piece(2));
    }

    @Test
    void aReadThatFailsCompletesWithTheReason() {
        failing().ifPresent(source -> {
            CompletableFuture<Throwable> reason =
                    source.read(0).<Throwable>handle((piece, error) -> error).orTimeout(10, TimeUnit.SECONDS);

            assertThat(reason.join()).isInstanceOfAny(ObjectException.class, BadPieceException.class);
        });
    }
}
