package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.wire.upload.StoreCredit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the pieces loaded that one peer waits for, within its credit at the store. Lives on one event loop. */
final class PieceLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PieceLoader.class);

    /** A piece that the store could not give is refused after this time, or its asker would ask again at once. */
    private static final int REFUSE_AFTER_SECONDS = 3;

    /** Who waits for a piece. Nobody is told when the connection has ended. */
    interface Asker {
        /** Takes the bytes, and releases them. */
        void arrived(ByteBuf bytes);

        /** It cannot be had now. */
        void refused();
    }

    private final ScheduledExecutorService loop;
    private final BooleanSupplier alive;
    private final PeerSwarm torrent;
    private final StoreCredit credit;
    private int lastAhead = -1;

    /** For one who lives on {@code loop}, as long as he is {@code alive}. */
    PieceLoader(ScheduledExecutorService loop, BooleanSupplier alive, PeerSwarm torrent) {
        this.loop = loop;
        this.alive = alive;
        this.torrent = torrent;
        this.credit = new StoreCredit(torrent.debt(), torrent.info().layout().pieceLength(), System.nanoTime());
    }

    /** Gives a piece that is at hand; of any other {@code asker} hears later. */
    @Nullable ByteBuf load(int piece, Asker asker) {
        long pause = credit.pause(System.nanoTime());
        if (pause == 0) {
            return read(piece, asker);
        }
        ScheduledFuture<?> unused = loop.schedule(() -> loadLate(piece, asker), pause, TimeUnit.NANOSECONDS);
        return null;
    }

    /** Has a piece fetched whose turn comes later: a store far away is slow for who waits for each piece, and fast for many at once. */
    void readAhead(int piece) {
        if (piece != lastAhead && credit.isLeft()) {
            lastAhead = piece;
            if (torrent.pieces().readAhead(piece)) {
                credit.read(torrent.info().layout().length(piece));
            }
        }
    }

    private void loadLate(int piece, Asker asker) {
        ByteBuf bytes = alive.getAsBoolean() ? read(piece, asker) : null;
        if (bytes != null) {
            asker.arrived(bytes);
        }
    }

    /** Its blocks were taken. */
    void sent(int bytes) {
        credit.sent(bytes);
    }

    private @Nullable ByteBuf read(int piece, Asker asker) {
        CompletableFuture<ByteBuf> reading = torrent.pieces().read(piece);
        if (reading.isDone() && !reading.isCompletedExceptionally()) {
            return reading.join();
        }
        credit.read(torrent.info().layout().length(piece));
        CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> {
            try {
                loop.execute(() -> arrived(piece, asker, bytes, error));
            } catch (RejectedExecutionException e) { // the loop has ended, and this connection with it
                release(bytes);
            }
        });
        return null;
    }

    private void arrived(int piece, Asker asker, @Nullable ByteBuf bytes, @Nullable Throwable error) {
        if (!alive.getAsBoolean()) {
            release(bytes);
        } else if (bytes == null) {
            failed(piece, asker, error);
        } else {
            torrent.recent().add(piece);
            asker.arrived(bytes);
        }
    }

    private void failed(int piece, Asker asker, @Nullable Throwable error) {
        LOG.atDebug()
                .addKeyValue("infoHash", torrent.info().infoHash())
                .addKeyValue("piece", piece)
                .setCause(error)
                .log("no piece");
        if (error instanceof BadPieceException) {
            torrent.withdraw(piece);
        }
        ScheduledFuture<?> unused = loop.schedule(asker::refused, REFUSE_AFTER_SECONDS, TimeUnit.SECONDS);
    }

    private static void release(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
    }
}
