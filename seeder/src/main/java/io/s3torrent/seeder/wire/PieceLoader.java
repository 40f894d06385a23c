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

/** Loads the pieces that one peer waits for, within the peer's store read credit. Runs on one event loop. */
final class PieceLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PieceLoader.class);

    /** How long to wait before a failed piece is rejected. Without this pause the peer would request it again at once. */
    private static final int REJECT_AFTER_SECONDS = 3;

    /** Waits for a piece. Not called after the connection has ended. */
    interface Receiver {
        /** Takes the piece's bytes and must release them. */
        void onPiece(ByteBuf bytes);

        /** The piece is not available now. */
        void onFailure();
    }

    private final ScheduledExecutorService loop;
    private final BooleanSupplier alive;
    private final PeerSwarm swarm;
    private final StoreReadCredit credit;
    private int lastAhead = -1;

    /** Creates the loader of a peer that runs on {@code loop} as long as it is {@code alive}. */
    PieceLoader(ScheduledExecutorService loop, BooleanSupplier alive, PeerSwarm swarm) {
        this.loop = loop;
        this.alive = alive;
        this.swarm = swarm;
        this.credit =
                new StoreReadCredit(swarm.storeDebt(), swarm.info().layout().pieceLength(), System.nanoTime());
    }

    /** Returns a piece that is available at once. Otherwise returns null and passes the piece to {@code receiver} later. */
    @Nullable ByteBuf load(int piece, Receiver receiver) {
        long pause = credit.pause(System.nanoTime());
        if (pause == 0) {
            return read(piece, receiver);
        }
        ScheduledFuture<?> unused = loop.schedule(() -> loadLate(piece, receiver), pause, TimeUnit.NANOSECONDS);
        return null;
    }

    /** Starts to fetch a piece before its turn: reading pieces one by one from a distant store is slow, reading several at once is fast. */
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

    /** Counts bytes sent to the peer, which add to its credit. */
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
            } catch (RejectedExecutionException e) { // the loop has ended, and with it this connection
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
                .log("Failed to load a piece for a peer");
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
