package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Tells when a read finds that the object is gone or is another one: then no piece of this torrent can come any more. */
public final class WatchedPieceSource implements PieceSource {
    private final PieceSource source;
    private final Consumer<ObjectException> gone;

    /**
     * Watches {@code source}.
     *
     * @param gone hears of it, perhaps more than once, on the thread that read
     */
    public WatchedPieceSource(PieceSource source, Consumer<ObjectException> gone) {
        this.source = source;
        this.gone = gone;
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece) {
        CompletableFuture<ByteBuf> reading = source.read(piece);
        if (!reading.isDone() || reading.isCompletedExceptionally()) {
            CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> {
                if (error instanceof ObjectException.Changed || error instanceof ObjectException.NotFound) {
                    gone.accept((ObjectException) error);
                }
            });
        }
        return reading;
    }
}
