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

/** Sends the blocks that one peer requests, as fast as its socket and the upload limits allow. Runs on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class BlockSender {
    /** Blocks per flush: enough to fill a socket, and few enough to leave time for other peers of the event loop. */
    private static final int BATCH = 64;

    /** How long a piece stays open after its last requested block: longer than a round trip, so that the next request finds it open. */
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

    /** Queues a request for a block. The block must exist. */
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
            endRestsLater(); // it may have been the only request
        }
    }

    /** Rejects all open requests, as BEP 6 demands when we choke the peer. */
    void rejectAll() {
        requests.forget(this::reject);
        requests.endRests(System.nanoTime());
        pump();
    }

    /** Blocks that were requested and are not sent yet. */
    int pendingRequests() {
        return requests.size();
    }

    private void reject(BlockRing blocks) {
        while (!blocks.isEmpty()) {
            writer.reject(blocks.piece(), blocks.begin(), blocks.length());
            blocks.removeFirst();
        }
    }

    /** Drops all requests and releases all memory. */
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
        if (available != null) { // the next pump() sends it
            piece.loaded(available);
        }
    }

    /**
     * Sends loaded blocks that were requested until the socket is full. If sending fails, a message may be half written. The error
     * therefore goes down the pipeline, and its last handler closes the connection.
     */
    void pump() {
        if (pumping) { // flush() may report writability while this method runs
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

    /** Writes blocks of one piece until none is left, or the socket or the batch is full. */
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
