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
     * @param fetched receives the number of bytes that this call fetches from the store, on the calling thread, before the call returns.
     *     Small pieces are fetched together, so it may be more than the piece. Not called when the piece is available or on its way.
     */
    CompletableFuture<ByteBuf> read(int piece, IntConsumer fetched);

    /** The same, for a caller that does not count what is fetched. */
    default CompletableFuture<ByteBuf> read(int piece) {
        return read(piece, fetched -> {});
    }

    /**
     * Fetches a piece that will be read soon, if there is room for it.
     *
     * @return the number of bytes that this fetches from the store; 0 for none
     */
    default int readAhead(int piece) {
        return 0;
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
