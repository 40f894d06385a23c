package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a read finds that the object is gone or is another one: then no piece of this torrent can come any more. And tells of
 * the first piece that is not what the torrent says.
 */
public final class WatchedPieceSource implements PieceSource {
    private final PieceSource source;
    private final Consumer<ObjectException> gone;
    private final Consumer<BadPieceException> bad;
    private final AtomicBoolean badSeen = new AtomicBoolean();

    /**
     * Watches {@code source}.
     *
     * @param gone hears of it, perhaps more than once, on the thread that read
     * @param bad hears of the first bad piece, likewise
     */
    public WatchedPieceSource(PieceSource source, Consumer<ObjectException> gone, Consumer<BadPieceException> bad) {
        this.source = source;
        this.gone = gone;
        this.bad = bad;
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece) {
        CompletableFuture<ByteBuf> reading = source.read(piece);
        if (!reading.isDone() || reading.isCompletedExceptionally()) {
            CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> look(error));
        }
        return reading;
    }

    private void look(@Nullable Throwable error) {
        if (error instanceof ObjectException.Changed || error instanceof ObjectException.NotFound) {
            gone.accept((ObjectException) error);
        } else if (error instanceof BadPieceException wrong && !badSeen.getAndSet(true)) {
            bad.accept(wrong);
        }
    }
}
