package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.wire.upload.RateLease;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams content to a client of another protocol, from the same source as peers, under the same limits and with the same accounting. Runs
 * on one event loop.
 */
final class SwarmContentStream implements ContentStream {
    private static final int SHARE = 64 << 10;

    private final PeerSwarm swarm;
    private final BooleanSupplier seeded;
    private final PieceLayout layout;
    private final PieceLoader loader;
    private final RateLease rateLease;
    private final Runnable more;
    private final long end;

    private long position;
    private @Nullable ByteBuf piece;
    private boolean loading;
    private boolean refused;
    private boolean closed;

    /**
     * Creates a stream at the start of a range.
     *
     * @param seeded true while the torrent is seeded
     * @param range of the torrent's bytes
     * @param loop the single thread of the stream's owner
     * @param more runs on {@code loop} when {@link #next} may return something
     */
    SwarmContentStream(
            PeerSwarm swarm, BooleanSupplier seeded, ByteRange range, ScheduledExecutorService loop, Runnable more) {
        this.swarm = swarm;
        this.seeded = seeded;
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
        if (layout.range(index).end() < end) {
            loader.readAhead(index + 1);
        }
        return piece;
    }

    private ByteBuf share(ByteBuf bytes) {
        ByteRange range = layout.range(index());
        int begin = (int) (position - range.start());
        int count = (int) Math.min(SHARE, Math.min(range.end(), end) - position);
        ByteBuf share = bytes.retainedSlice(bytes.readerIndex() + begin, count);
        position += count;
        if (position == range.end() || position == end) {
            letGo();
        }
        rateLease.sent(count);
        loader.sent(count);
        swarm.uploaded(count);
        return share;
    }

    private int index() {
        return Math.toIntExact(position / layout.pieceLength());
    }

    private void letGo() {
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
        return !isAtEnd() && (refused || !seeded.getAsBoolean());
    }

    @Override
    public void close() {
        closed = true;
        letGo();
        rateLease.close();
    }
}
