package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import io.s3torrent.seeder.wire.upload.RateLease;
import io.s3torrent.seeder.wire.upload.RequestQueue;
import io.s3torrent.seeder.wire.upload.RequestQueue.BlockRing;
import io.s3torrent.seeder.wire.upload.RequestQueue.OpenPiece;
import java.util.concurrent.TimeUnit;

/** Sends one peer the blocks that it requests, as fast as its socket and the upload limits allow. Lives on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class BlockSender {
    /** Blocks per flush: enough to fill a socket, few enough for the others on the loop. */
    private static final int BATCH = 64;

    /** How long a piece stays open of which more may be asked for: longer than a round trip. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ConnectedPeer peer;
    private final Channel channel;
    private final PeerSwarm swarm;
    private final MessageWriter writer;
    private final PieceLoader loader;
    private final RateLease rateLease;
    private final RequestQueue requests = new RequestQueue(this::load);
    private boolean pumping;
    private boolean resting;

    BlockSender(ConnectedPeer peer, PeerSwarm swarm) {
        this.peer = peer;
        this.channel = peer.channel();
        this.swarm = swarm;
        this.writer = peer.writer();
        this.loader = new PieceLoader(channel.eventLoop(), channel::isActive, swarm);
        this.rateLease = new RateLease(swarm.limits(), channel.eventLoop(), this::pump);
    }

    /** Takes a request for a block that exists. */
    void request(int piece, int begin, int length) {
        requests.add(piece, begin, length);
        if (!requests.isOpen(piece)) {
            loader.readAhead(piece);
        }
        if (isFull()) {
            writer.setRequestsFull(true);
        }
    }

    void cancel(int piece, int begin, int length) {
        if (requests.cancel(piece, begin, length)) {
            writer.reject(piece, begin, length);
            endRestsLater(); // it may have been the only one
        }
    }

    /** Rejects all that was asked for, as who chokes must (BEP 6). */
    void rejectAll() {
        requests.forget(this::reject);
        requests.endRests(System.nanoTime());
        pump();
    }

    /** Blocks that are requested and not sent. */
    int pendingRequests() {
        return requests.size();
    }

    private void reject(BlockRing blocks) {
        while (!blocks.isEmpty()) {
            writer.reject(blocks.piece(), blocks.begin(), blocks.length());
            blocks.removeFirst();
        }
    }

    /** Forgets all requests, and releases all bytes. */
    void close() {
        requests.clear();
        rateLease.close();
    }

    private boolean isFull() {
        return requests.size() >= WireFormat.MAX_REQUESTS;
    }

    private void load(OpenPiece piece) {
        ByteBuf available = loader.load(piece.piece, new PieceLoader.Receiver() {
            @Override
            public void onPiece(ByteBuf bytes) {
                piece.loaded(bytes);
                pump();
            }

            @Override
            public void onFailure() {
                reject(piece.blocks());
                requests.close(piece);
                pump();
            }
        });
        if (available != null) { // the caller goes on with it
            piece.loaded(available);
        }
    }

    /**
     * Sends what is loaded and requested, as long as the socket takes it. When that fails, a message may be written by half: the error goes
     * down the pipeline, whose last handler closes the connection.
     */
    void pump() {
        if (pumping) { // flush() may tell of writability in the midst of this
            return;
        }
        pumping = true;
        try {
            boolean more;
            do {
                writeBatch();
                channel.flush();
                more = channel.isWritable() && requests.ready() != null && rateLease.isOpen();
            } while (more);
        } catch (RuntimeException
                | OutOfMemoryError e) { // Netty's allocator throws an OutOfMemoryError at its own limit
            channel.pipeline().fireExceptionCaught(e);
        } finally {
            pumping = false;
        }
        writer.setRequestsFull(isFull());
    }

    private void writeBatch() {
        ByteBuf headers = channel.alloc().directBuffer(BATCH * WireFormat.PIECE_HEADER);
        try {
            writeBlocks(headers);
        } finally {
            headers.release();
        }
    }

    private void writeBlocks(ByteBuf headers) {
        OpenPiece piece = requests.ready();
        while (piece != null && mayWrite(headers)) {
            if (piece.blocks().isEmpty()) { // all cancelled
                requests.close(piece);
            } else {
                writeBlocks(piece, headers);
                restIfDone(piece);
            }
            piece = requests.ready();
        }
    }

    private void restIfDone(OpenPiece piece) {
        int length = swarm.info().layout().length(piece.piece);
        if (piece.blocks().isEmpty() && requests.rest(piece, length, System.nanoTime())) {
            endRestsLater();
        }
    }

    private void endRestsLater() {
        if (!resting) {
            resting = true;
            channel.eventLoop().schedule(this::endRests, REST_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void endRests() {
        resting = false;
        if (channel.isActive()) {
            if (requests.endRests(System.nanoTime() - REST_NANOS)) {
                endRestsLater();
            }
            pump();
        }
    }

    private boolean mayWrite(ByteBuf headers) {
        return channel.isWritable() && headers.isWritable(WireFormat.PIECE_HEADER) && rateLease.isOpen();
    }

    /** Writes blocks of one piece until there are no more, the socket is full or the batch is. */
    private void writeBlocks(OpenPiece piece, ByteBuf headers) {
        int sent = 0;
        while (!piece.blocks().isEmpty() && mayWrite(headers)) {
            int length = writeBlock(piece, headers);
            rateLease.sent(length);
            sent += length;
        }
        piece.sent(sent);
        loader.sent(sent);
        peer.sent(sent);
        swarm.uploaded(sent);
        swarm.offers().sent(peer, piece.piece, sent);
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
