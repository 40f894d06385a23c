package io.s3torrent.seeder.wire;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.wire.upload.RateLease;
import java.net.InetAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Streams content to a client of another protocol, from the same source as peers, under the same limits and with the same accounting. Runs
 * on one event loop.
 */
final class SwarmContentStream implements ContentStream {
    private static final int SHARE = 64 << 10;
    private static final int UNDECIDED_MILLIS = 100;

    /** The most bytes to read ahead: 300 MB/s from a store that answers after 50 ms. */
    private static final int MOST_AHEAD = 16 << 20;

    private final PeerSwarm swarm;
    private final BooleanSupplier seeded;
    private final InetAddress client;
    private final PieceLayout layout;
    private final ScheduledExecutorService loop;
    private final PieceLoader loader;
    private final RateLease rateLease;
    private final Runnable more;
    private final long end;

    private long position;
    /** The number of pieces to read ahead. It doubles when the stream waits for a piece, because the store may be far away. */
    private int ahead = 1;

    private @Nullable ByteBuf piece;
    /** Counts what is sent of the current piece. */
    private @Nullable IntConsumer sentOfPiece;

    private boolean loading;
    private boolean asking;
    private boolean refused;
    private boolean withheld;
    private boolean closed;

    /**
     * Creates a stream at the start of a range.
     *
     * @param seeded true while the torrent is seeded
     * @param client at a peer's address it gets what that peer may get
     * @param range of the torrent's bytes
     * @param loop the single thread of the stream's owner
     * @param more runs on {@code loop} when {@link #next} may return something
     */
    SwarmContentStream(
            PeerSwarm swarm,
            BooleanSupplier seeded,
            InetAddress client,
            ByteRange range,
            ScheduledExecutorService loop,
            Runnable more) {
        this.swarm = swarm;
        this.seeded = seeded;
        this.client = client;
        this.loop = loop;
        this.layout = swarm.info().layout();
        this.loader = new PieceLoader(loop, () -> !closed, swarm);
        this.rateLease = new RateLease(swarm.limits(), loop, more);
        this.more = more;
        this.position = range.start();
        this.end = range.end();
    }

    @Override
    public @Nullable ByteBuf next() {
        if (isAtEnd() || isBroken() || !rateLease.isOpen()) {
            return null;
        }
        ByteBuf bytes = piece == null ? load() : piece;
        return bytes == null ? null : share(bytes);
    }

    private @Nullable ByteBuf load() {
        if (loading) {
            return null;
        }
        int index = index();
        if (sentOfPiece == null && !mayBegin(index)) {
            return null;
        }
        piece = loader.load(index, new PieceLoader.Receiver() {
            @Override
            public void onPiece(ByteBuf bytes) {
                piece = bytes;
                loading = false;
                more.run();
            }

            @Override
            public void onFailure() {
                refused = true;
                more.run();
            }
        });
        loading = piece == null;
        readAhead(index);
        return piece;
    }

    private void readAhead(int index) {
        int last = Math.min(index(end - 1), index + ahead);
        for (int next = index + 1; next <= last && isAllowed(next); next++) {
            loader.readAhead(next);
        }
        if (loading) {
            ahead = Math.min(2 * ahead, Math.max(1, MOST_AHEAD / layout.pieceLength()));
        }
    }

    /** Asks whether the client may get a piece. If that is undecided, asks again soon. */
    private boolean mayBegin(int index) {
        switch (swarm.offers().access(client, index, index + 1)) {
            case ALLOWED -> sentOfPiece = swarm.offers().reading(client, index);
            case WITHHELD -> withheld = true;
            case UNDECIDED -> askLater();
        }
        return sentOfPiece != null;
    }

    private void askLater() {
        if (!asking) {
            asking = true;
            ScheduledFuture<?> unused = loop.schedule(this::askAgain, UNDECIDED_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void askAgain() {
        asking = false;
        if (!closed) {
            more.run();
        }
    }

    private boolean isAllowed(int index) {
        return swarm.offers().access(client, index, index + 1) == PieceOffers.Access.ALLOWED;
    }

    private ByteBuf share(ByteBuf bytes) {
        ByteRange range = layout.range(index());
        int begin = (int) (position - range.start());
        int count = (int) Math.min(SHARE, Math.min(range.end(), end) - position);
        ByteBuf share = bytes.retainedSlice(bytes.readerIndex() + begin, count);
        position += count;
        requireNonNull(sentOfPiece).accept(count);
        if (position == range.end() || position == end) {
            releasePiece();
            sentOfPiece = null;
        }
        rateLease.sent(count);
        loader.sent(count);
        swarm.uploaded(count);
        return share;
    }

    private int index() {
        return index(position);
    }

    private int index(long offset) {
        return Math.toIntExact(offset / layout.pieceLength());
    }

    private void releasePiece() {
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }

    @Override
    public boolean isAtEnd() {
        return position == end;
    }

    @Override
    public boolean isBroken() {
        return !isAtEnd() && (refused || withheld || !seeded.getAsBoolean());
    }

    @Override
    public void close() {
        closed = true;
        releasePiece();
        rateLease.close();
    }
}
