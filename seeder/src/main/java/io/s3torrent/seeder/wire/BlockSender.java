package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.s3torrent.seeder.wire.RequestQueue.OpenPiece;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one peer the blocks that it asks for: has their pieces loaded, and writes them as fast as the socket takes them.
 *
 * <p>Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class BlockSender {
    private static final Logger LOG = LoggerFactory.getLogger(BlockSender.class);

    /** Blocks per flush: enough to fill a socket, few enough for the others on the loop. */
    private static final int BATCH = 64;

    /** A piece that the store could not give is refused after this time, or its asker would ask again at once. */
    private static final int REFUSE_AFTER_SECONDS = 3;

    private final PeerConnection peer;
    private final Channel channel;
    private final ServedTorrent torrent;
    private final PeerOutbox outbox;
    private final RequestQueue requests = new RequestQueue(this::load);
    private boolean pumping;

    BlockSender(PeerConnection peer, Channel channel, ServedTorrent torrent, PeerOutbox outbox) {
        this.peer = peer;
        this.channel = channel;
        this.torrent = torrent;
        this.outbox = outbox;
    }

    /** Takes a request for a block that exists. */
    void request(int piece, int begin, int length) {
        torrent.offers().asked(peer, piece, length);
        requests.add(piece, begin, length);
        if (isFull()) {
            outbox.requestsFull(true);
        }
    }

    void cancel(int piece, int begin, int length) {
        if (requests.cancel(piece, begin, length)) {
            outbox.reject(piece, begin, length);
        }
    }

    /** Blocks that are asked for and not sent. */
    int owed() {
        return requests.size();
    }

    /** Forgets all requests, and lets go of all bytes. */
    void clear() {
        requests.clear();
    }

    private boolean isFull() {
        return requests.size() >= WireFormat.MAX_REQUESTS;
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
        outbox.reject(piece.blocks());
        requests.close(piece);
        pump();
    }

    /** Sends what is loaded and asked for, as long as the socket takes it. */
    void pump() {
        if (pumping) { // flush() may tell of writability in the midst of this
            return;
        }
        pumping = true;
        do {
            writeBatch();
            channel.flush();
        } while (channel.isWritable() && requests.ready() != null);
        pumping = false;
        outbox.requestsFull(isFull());
    }

    private void writeBatch() {
        ByteBuf headers = channel.alloc().directBuffer(BATCH * WireFormat.PIECE_HEADER);
        OpenPiece piece = requests.ready();
        while (piece != null && channel.isWritable() && headers.isWritable(WireFormat.PIECE_HEADER)) {
            if (piece.blocks().isEmpty()) {
                requests.close(piece);
            } else {
                writeBlocks(piece, headers);
            }
            piece = requests.ready();
        }
        headers.release();
    }

    /** Writes blocks of one piece until there are no more, the socket is full or the batch is. */
    private void writeBlocks(OpenPiece piece, ByteBuf headers) {
        int sent = 0;
        while (!piece.blocks().isEmpty() && channel.isWritable() && headers.isWritable(WireFormat.PIECE_HEADER)) {
            sent += writeBlock(piece, headers);
        }
        torrent.uploaded().add(sent);
        torrent.offers().sent(peer, piece.piece, sent);
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
}
