package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** Provides the verified pieces of one torrent. Never blocks; thread-safe. */
public interface PieceSource {

    /**
     * Reads a piece.
     *
     * <p>The future completes on any thread with a buffer whose readable bytes are exactly the piece, already verified against its hash.
     * The receiver releases the buffer. The future fails with an {@link io.s3torrent.seeder.s3.ObjectException} when the store cannot
     * provide the piece, or with a {@link BadPieceException} when the bytes do not match the torrent's hash.
     *
     * @param piece from 0
     */
    CompletableFuture<ByteBuf> read(int piece);

    /**
     * Fetches a piece that will be read soon, if there is room for it.
     *
     * @return true when this costs a read of the store
     */
    default boolean readAhead(int piece) {
        return false;
    }

    /** Signals that a client has come for this torrent, before it requests a piece. */
    default void visited() {}

    /**
     * Sets the listener that is called, on any thread, when a piece that was wrong becomes available. It replaces the listener set before.
     * A source that never retries never calls it.
     */
    default void onRestored(IntConsumer listener) {}

    /** True when a piece is probably available at once. This is only a hint, which may be outdated a moment later. */
    default boolean isCached(int piece) {
        return false;
    }
}
