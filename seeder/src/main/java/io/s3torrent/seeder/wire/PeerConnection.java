package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.wire.RequestQueue.OpenPiece;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer that has shaken hands: is told that we have everything, is unchoked when it is interested, gets what it asks for.
 *
 * <p>A peer that breaks the protocol or a bound is closed; nobody else notices. Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class PeerConnection extends ChannelInboundHandlerAdapter implements PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    /** Blocks per flush: enough to fill a socket, few enough for the others on the loop. */
    private static final int BATCH = 64;

    /** Bytes of answers other than blocks that may lie unsent before we stop to listen. */
    private static final int MAX_UNSENT_ANSWERS = 256 << 10;

    /** A piece that the store could not give is refused after this time, or its asker would ask again at once. */
    private static final int REFUSE_AFTER_SECONDS = 3;

    private static final int TICK_SECONDS = 5;

    private final Channel channel;
    private final PeerId peerId;
    private final ServedTorrent torrent;
    private final PieceLayout layout;
    private final boolean fast;
    private final ExtensionProtocol extensions;
    private final PeerPieces theirPieces;
    private final RequestQueue requests = new RequestQueue(this::load);
    private final PeerClock clock = new PeerClock(System.nanoTime());
    private final ScheduledFuture<?> ticks;
    private boolean interested;
    private boolean unchoked;
    private boolean pumping;
    private int unsentAnswers;

    PeerConnection(Channel channel, ServedTorrent torrent, Handshake theirs) {
        this.channel = channel;
        this.peerId = theirs.peerId();
        this.torrent = torrent;
        this.layout = torrent.info().layout();
        this.fast = theirs.fast();
        this.extensions = new ExtensionProtocol(torrent.metadata());
        this.theirPieces = new PeerPieces(layout.pieceCount());
        this.ticks =
                channel.eventLoop().scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** True when the peer calls itself so. */
    boolean isOf(PeerId id) {
        return peerId.equals(id);
    }

    /** Says what we have, after both handshakes. */
    void greet(boolean extended) {
        answer(
                fast
                        ? PeerWireEncoder.plain(channel.alloc(), WireFormat.HAVE_ALL)
                        : PeerWireEncoder.fullBitfield(channel.alloc(), layout.pieceCount()));
        if (extended) {
            answer(extensions.handshake(channel.alloc()));
        }
        channel.flush();
    }

    @Override
    public void onInterested(boolean interested) {
        this.interested = interested;
        if (interested && !unchoked) {
            unchoked = true;
            answer(PeerWireEncoder.plain(channel.alloc(), WireFormat.UNCHOKE));
        }
    }

    @Override
    public void onHave(int piece) {
        theirPieces.have(piece);
        closeIfUseless();
    }

    @Override
    public void onBitfield(byte[] bits) {
        theirPieces.bitfield(bits);
        closeIfUseless();
    }

    @Override
    public void onHaveAllOrNone(boolean all) {
        if (!fast) {
            throw new CorruptedFrameException("HAVE_ALL or HAVE_NONE without the fast extension");
        }
        theirPieces.haveAllOrNone(all);
        closeIfUseless();
    }

    /** Two seeders have nothing to say to each other. */
    private void closeIfUseless() {
        if (!interested && theirPieces.complete()) {
            channel.close();
        }
    }

    @Override
    public void onRequest(int piece, int begin, int length) {
        checkBlock(piece, begin, length);
        if (!unchoked) {
            reject(piece, begin, length);
            return;
        }
        requests.add(piece, begin, length);
        if (requests.size() >= WireFormat.MAX_REQUESTS) {
            listenIfThereIsRoom();
        }
    }

    @Override
    public void onCancel(int piece, int begin, int length) {
        checkBlock(piece, begin, length);
        if (requests.cancel(piece, begin, length)) {
            reject(piece, begin, length);
        }
    }

    private void checkBlock(int piece, int begin, int length) {
        if (piece < 0 || piece >= layout.pieceCount()) {
            throw new CorruptedFrameException(
                    "piece: " + piece + " (expected: 0 to " + (layout.pieceCount() - 1) + ")");
        }
        if (begin < 0 || length < 1 || length > WireFormat.MAX_BLOCK || begin > layout.length(piece) - length) {
            throw new CorruptedFrameException("block: " + begin + ", " + length + " bytes of piece " + piece
                    + " (expected: within its " + layout.length(piece) + ", at most " + WireFormat.MAX_BLOCK + ")");
        }
    }

    /** With BEP 6 every request has an answer; without, a peer is left to its own time limit. */
    private void reject(int piece, int begin, int length) {
        if (fast) {
            answer(PeerWireEncoder.reject(channel.alloc(), piece, begin, length));
        }
    }

    @Override
    public void onExtended(int id, byte[] payload) {
        extensions.onMessage(channel.alloc(), id, payload).ifPresent(this::answer);
    }

    private void answer(ByteBuf message) {
        unsentAnswers += message.readableBytes();
        channel.write(message, channel.voidPromise());
        if (unsentAnswers > MAX_UNSENT_ANSWERS) {
            listenIfThereIsRoom();
        }
    }

    /** Has a piece loaded for the requests that opened it; it may be there at once. */
    private void load(OpenPiece piece) {
        CompletableFuture<ByteBuf> reading = torrent.pieces().read(piece.piece);
        if (reading.isDone() && !reading.isCompletedExceptionally()) {
            piece.loaded(reading.join());
            return;
        }
        CompletableFuture<ByteBuf> unused = reading.whenComplete((bytes, error) -> {
            try {
                channel.eventLoop().execute(() -> arrived(piece, bytes, error));
            } catch (RejectedExecutionException e) { // the loop has ended, and this connection with it
                release(bytes);
            }
        });
    }

    private void arrived(OpenPiece piece, @Nullable ByteBuf bytes, @Nullable Throwable error) {
        if (!channel.isActive()) {
            release(bytes);
        } else if (bytes == null) {
            LOG.atDebug()
                    .addKeyValue("infoHash", torrent.info().infoHash())
                    .addKeyValue("piece", piece.piece)
                    .setCause(error)
                    .log("no piece");
            ScheduledFuture<?> unused =
                    channel.eventLoop().schedule(() -> refuse(piece), REFUSE_AFTER_SECONDS, TimeUnit.SECONDS);
        } else {
            piece.loaded(bytes);
            pump();
        }
    }

    private static void release(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
    }

    private void refuse(OpenPiece piece) {
        BlockRing blocks = piece.blocks();
        while (!blocks.isEmpty()) {
            reject(blocks.piece(), blocks.begin(), blocks.length());
            blocks.removeFirst();
        }
        requests.close(piece);
        pump();
    }

    /** Sends what is loaded and asked for, as long as the socket takes it. */
    private void pump() {
        if (pumping) { // flush() may tell of writability in the midst of this
            return;
        }
        pumping = true;
        do {
            writeBatch();
            channel.flush();
        } while (channel.isWritable() && requests.ready() != null);
        pumping = false;
        listenIfThereIsRoom();
    }

    private void writeBatch() {
        ByteBuf headers = channel.alloc().directBuffer(BATCH * WireFormat.PIECE_HEADER);
        long sent = 0;
        OpenPiece piece = requests.ready();
        while (piece != null && channel.isWritable() && headers.isWritable(WireFormat.PIECE_HEADER)) {
            if (piece.blocks().isEmpty()) {
                requests.close(piece);
            } else {
                sent += writeBlock(piece, headers);
            }
            piece = requests.ready();
        }
        headers.release();
        torrent.uploaded().add(sent);
    }

    private int writeBlock(OpenPiece piece, ByteBuf headers) {
        BlockRing blocks = piece.blocks();
        int begin = blocks.begin();
        int length = blocks.length();
        blocks.removeFirst();
        PeerWireEncoder.pieceHeader(headers, piece.piece, begin, length);
        ByteBuf bytes = piece.bytes();
        channel.write(headers.readRetainedSlice(WireFormat.PIECE_HEADER), channel.voidPromise());
        channel.write(bytes.retainedSlice(bytes.readerIndex() + begin, length), channel.voidPromise());
        return length;
    }

    /** Back-pressure: a peer that asks for more than it takes is not heard until it has taken some. */
    private void listenIfThereIsRoom() {
        if (channel.isWritable()) {
            unsentAnswers = 0;
        }
        boolean room = requests.size() < WireFormat.MAX_REQUESTS && unsentAnswers <= MAX_UNSENT_ANSWERS;
        if (room != channel.config().isAutoRead()) {
            channel.config().setAutoRead(room);
        }
    }

    private void tick() {
        long pending = channel.unsafe().outboundBuffer() == null
                ? 0
                : channel.unsafe().outboundBuffer().totalPendingWriteBytes();
        switch (clock.tick(System.nanoTime(), pending, requests.size() > 0)) {
            case GO_ON -> {}
            case KEEP_ALIVE -> channel.writeAndFlush(PeerWireEncoder.keepAlive(channel.alloc()), channel.voidPromise());
            case GIVE_UP -> channel.close();
        }
    }

    /** Closes this connection, from any thread. */
    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        throw new IllegalStateException("the decoder lets nothing pass: " + message.getClass());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        clock.heard(System.nanoTime());
        pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ticks.cancel(false);
        torrent.connections().remove(this);
        requests.clear();
        ctx.fireChannelInactive();
    }
}
