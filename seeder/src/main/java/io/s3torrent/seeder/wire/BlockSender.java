package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import io.s3torrent.seeder.wire.upload.BlockRing;
import io.s3torrent.seeder.wire.upload.RateLease;
import io.s3torrent.seeder.wire.upload.RequestQueue;
import io.s3torrent.seeder.wire.upload.RequestQueue.OpenPiece;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives one peer the blocks that it asks for, as fast as its socket takes them and the limits let it. Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class BlockSender {
    /** Blocks per flush: enough to fill a socket, few enough for the others on the loop. */
    private static final int BATCH = 64;

    /** How long a piece stays open of which more may be asked for: longer than a round trip. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PeerConnection peer;
    private final Channel channel;
    private final PeerSwarm torrent;
    private final MessageWriter outbox;
    private final PieceLoader loader;
    private final RateLease allowance;
    private final RequestQueue requests = new RequestQueue(this::load);
    private final AtomicLong sentBytes = new AtomicLong();
    private boolean pumping;
    private boolean resting;

    BlockSender(PeerConnection peer, Channel channel, PeerSwarm torrent, MessageWriter outbox) {
        this.peer = peer;
        this.channel = channel;
        this.torrent = torrent;
        this.outbox = outbox;
        this.loader = new PieceLoader(channel.eventLoop(), channel::isActive, torrent);
        this.allowance = new RateLease(torrent.limits(), channel.eventLoop(), this::pump);
    }

    /** Takes a request for a block that exists. */
    void request(int piece, int begin, int length) {
        torrent.offers().asked(peer, piece, length);
        requests.add(piece, begin, length);
        if (!requests.isOpen(piece)) {
            loader.readAhead(piece);
        }
        if (isFull()) {
            outbox.requestsFull(true);
        }
    }

    void cancel(int piece, int begin, int length) {
        if (requests.cancel(piece, begin, length)) {
            outbox.reject(piece, begin, length);
            endRestsLater(); // it may have been the only one
        }
    }

    /** Rejects all that was asked for, as who chokes must (BEP 6). */
    void rejectAll() {
        requests.forget(outbox::reject);
        requests.endRests(System.nanoTime());
        pump();
    }

    /** Blocks that are asked for and not sent. */
    int owed() {
        return requests.size();
    }

    /** Bytes of blocks sent in all. From any thread. */
    long sentBytes() {
        return sentBytes.get();
    }

    /** Forgets all requests, and lets go of all bytes. */
    void close() {
        requests.clear();
        allowance.close();
    }

    private boolean isFull() {
        return requests.size() >= WireFormat.MAX_REQUESTS;
    }

    private void load(OpenPiece piece) {
        ByteBuf atHand = loader.load(piece.piece, new PieceLoader.Asker() {
            @Override
            public void arrived(ByteBuf bytes) {
                piece.loaded(bytes);
                pump();
            }

            @Override
            public void refused() {
                outbox.reject(piece.blocks());
                requests.close(piece);
                pump();
            }
        });
        if (atHand != null) { // whoever asked goes on by itself
            piece.loaded(atHand);
        }
    }

    /** Sends what is loaded and asked for, as long as the socket takes it. */
    void pump() {
        if (pumping) { // flush() may tell of writability in the midst of this
            return;
        }
        pumping = true;
        boolean more;
        do {
            writeBatch();
            channel.flush();
            more = channel.isWritable() && requests.ready() != null && allowance.isOpen();
        } while (more);
        pumping = false;
        outbox.requestsFull(isFull());
    }

    private void writeBatch() {
        ByteBuf headers = channel.alloc().directBuffer(BATCH * WireFormat.PIECE_HEADER);
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
        headers.release();
    }

    private void restIfDone(OpenPiece piece) {
        int length = torrent.info().layout().length(piece.piece);
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
        return channel.isWritable() && headers.isWritable(WireFormat.PIECE_HEADER) && allowance.isOpen();
    }

    /** Writes blocks of one piece until there are no more, the socket is full or the batch is. */
    private void writeBlocks(OpenPiece piece, ByteBuf headers) {
        int sent = 0;
        while (!piece.blocks().isEmpty() && mayWrite(headers)) {
            int length = writeBlock(piece, headers);
            allowance.sent(length);
            sent += length;
        }
        piece.sent(sent);
        loader.sent(sent);
        sentBytes.addAndGet(sent);
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
