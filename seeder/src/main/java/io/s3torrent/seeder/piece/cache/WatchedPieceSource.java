package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports when a torrent is used, and when a read fails for a reason that later reads will meet as well. The flags of what was reported are
 * guarded by its monitor.
 */
public final class WatchedPieceSource implements PieceSource {
    private final PieceSource source;
    private final Watcher watcher;
    private boolean gone;
    private boolean bad;
    /** Reset outside the monitor by each successful read. */
    private volatile boolean denied;

    /** Receives the reports, on the thread that read. */
    public interface Watcher {
        /** A client came for this torrent, or requests a piece of it. Called for every such use, on the client's event loop. */
        void used();

        /** The object is gone, was replaced, or is archived, so {@code source} cannot provide any more pieces. Called once. */
        void gone(PieceSource source, ObjectException reason);

        /** The store denies reads. Called once, and again after a successful read in between. */
        void denied(ObjectException reason);

        /** A piece does not match the torrent's hash. Called once, and again after a piece was restored in between. */
        void bad(BadPieceException reason);
    }

    /** Watches {@code source}. */
    public WatchedPieceSource(PieceSource source, Watcher watcher) {
        this.source = source;
        this.watcher = watcher;
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece, IntConsumer fetched) {
        watcher.used();
        CompletableFuture<ByteBuf> reading = source.read(piece, fetched);
        if (!reading.isDone()
                || reading.isCompletedExceptionally()) { // a piece from the cache tells nothing about the store
            CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> watch(error));
        }
        return reading;
    }

    @Override
    public void visited() {
        watcher.used();
    }

    @Override
    public int readAhead(int piece) {
        return source.readAhead(piece);
    }

    @Override
    public boolean isCached(int piece) {
        return source.isCached(piece);
    }

    /** Reports that the object is gone or was replaced, when another component than a read has found this out. */
    public void gone(ObjectException reason) {
        if (isFirstGone()) {
            watcher.gone(this, reason);
        }
    }

    @Override
    public void onRestored(IntConsumer listener) {
        source.onRestored(piece -> {
            noLongerBad();
            listener.accept(piece);
        });
    }

    private synchronized void noLongerBad() {
        bad = false;
    }

    private void watch(@Nullable Throwable error) {
        if (error == null) {
            denied = false;
        } else if (isGone(error)) {
            gone((ObjectException) error);
        } else if (isDenied(error) && isFirstDenied()) {
            watcher.denied((ObjectException) error);
        } else if (error instanceof BadPieceException wrong && isFirstBad()) {
            watcher.bad(wrong);
        }
    }

    private synchronized boolean isFirstGone() {
        boolean first = !gone;
        gone = true;
        return first;
    }

    private synchronized boolean isFirstDenied() {
        boolean first = !denied;
        denied = true;
        return first;
    }

    private synchronized boolean isFirstBad() {
        boolean first = !bad;
        bad = true;
        return first;
    }

    private static boolean isGone(Throwable error) {
        return error instanceof ObjectException.Changed
                || error instanceof ObjectException.NotFound
                || isArchived(error);
    }

    private static boolean isArchived(Throwable error) {
        return error instanceof ObjectException.Refused refused
                && refused.serviceError()
                        .filter(said -> said.code().equals("InvalidObjectState"))
                        .isPresent();
    }

    /** True when the store denies access, or the credentials have disappeared. */
    private static boolean isDenied(Throwable error) {
        return error instanceof ObjectException.Denied || error instanceof ObjectException.Misconfigured;
    }
}
