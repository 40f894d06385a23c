package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** Gives the verified pieces of one torrent. Never blocks; safe for use by many threads. */
public interface PieceSource {

    /**
     * Asks for a piece.
     *
     * <p>The future completes on any thread with a buffer whose readable bytes are exactly the piece, already verified against
     * its hash; who receives it releases it. It completes exceptionally with an
     * {@link io.s3torrent.seeder.s3.ObjectException} when the store cannot give the piece, or a {@link BadPieceException} when
     * its bytes do not have the torrent's hash.
     *
     * @param piece from 0
     */
    CompletableFuture<ByteBuf> read(int piece);

    /**
     * Has a piece fetched that will be read soon, as far as there is room for such.
     *
     * @return true when that costs a read of the store
     */
    default boolean readAhead(int piece) {
        return false;
    }

    /** Hears that a client came for this torrent, before it asks for a piece. */
    default void visited() {}

    /**
     * Names who is told of a piece that was wrong and can be had now, on any thread, in the place of the one who was told before. A source
     * that never tries again tells nobody.
     */
    default void onRestored(IntConsumer listener) {}

    /** True when a piece would be there at once: a hint, of which the next moment may make a lie. */
    default boolean isCached(int piece) {
        return false;
    }
}
