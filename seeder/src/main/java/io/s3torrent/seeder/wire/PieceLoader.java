package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.wire.upload.StoreReadCredit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the pieces that one peer waits for, within its credit at the store. Lives on one event loop. */
final class PieceLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PieceLoader.class);

    /** A piece that the store could not give is rejected after this time, or the peer would request it again at once. */
    private static final int REJECT_AFTER_SECONDS = 3;

    /** Waits for a piece. It is not called when the connection has ended. */
    interface Receiver {
        /** Takes the bytes, and releases them. */
        void onPiece(ByteBuf bytes);

        /** It cannot be had now. */
        void onFailure();
    }

    private final ScheduledExecutorService loop;
    private final BooleanSupplier alive;
    private final PeerSwarm swarm;
    private final StoreReadCredit credit;
    private int lastAhead = -1;

    /** For a peer that lives on {@code loop}, as long as it is {@code alive}. */
    PieceLoader(ScheduledExecutorService loop, BooleanSupplier alive, PeerSwarm swarm) {
        this.loop = loop;
        this.alive = alive;
        this.swarm = swarm;
        this.credit =
                new StoreReadCredit(swarm.storeDebt(), swarm.info().layout().pieceLength(), System.nanoTime());
    }

    /** Returns a piece that is there at once, or null; then {@code receiver} gets it later. */
    @Nullable ByteBuf load(int piece, Receiver receiver) {
        long pause = credit.pause(System.nanoTime());
        if (pause == 0) {
            return read(piece, receiver);
        }
        ScheduledFuture<?> unused = loop.schedule(() -> loadLate(piece, receiver), pause, TimeUnit.NANOSECONDS);
        return null;
    }

    /** Has a piece fetched whose turn comes later: a store far away is slow for who waits for each piece, and fast for many at once. */
    void readAhead(int piece) {
        if (piece != lastAhead && credit.hasCredit()) {
            lastAhead = piece;
            if (swarm.pieces().readAhead(piece)) {
                credit.read(swarm.info().layout().length(piece));
            }
        }
    }

    private void loadLate(int piece, Receiver receiver) {
        ByteBuf bytes = alive.getAsBoolean() ? read(piece, receiver) : null;
        if (bytes != null) {
            receiver.onPiece(bytes);
        }
    }

    /** Its blocks were taken. */
    void sent(int bytes) {
        credit.sent(bytes);
    }

    private @Nullable ByteBuf read(int piece, Receiver receiver) {
        CompletableFuture<ByteBuf> reading = swarm.pieces().read(piece);
        if (reading.isDone() && !reading.isCompletedExceptionally()) {
            return reading.join();
        }
        credit.read(swarm.info().layout().length(piece));
        CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> {
            try {
                loop.execute(() -> arrived(piece, receiver, bytes, error));
            } catch (RejectedExecutionException e) { // the loop has ended, and this connection with it
                release(bytes);
            }
        });
        return null;
    }

    private void arrived(int piece, Receiver receiver, @Nullable ByteBuf bytes, @Nullable Throwable error) {
        if (!alive.getAsBoolean()) {
            release(bytes);
        } else if (bytes == null) {
            failed(piece, receiver, error);
        } else {
            swarm.pieceLoaded(piece);
            receiver.onPiece(bytes);
        }
    }

    private void failed(int piece, Receiver receiver, @Nullable Throwable error) {
        LOG.atDebug()
                .addKeyValue("infoHash", swarm.info().infoHash())
                .addKeyValue("piece", piece)
                .setCause(error)
                .log("no piece");
        if (error instanceof BadPieceException) {
            swarm.withdraw(piece);
        }
        ScheduledFuture<?> unused = loop.schedule(receiver::onFailure, REJECT_AFTER_SECONDS, TimeUnit.SECONDS);
    }

    private static void release(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
    }
}
