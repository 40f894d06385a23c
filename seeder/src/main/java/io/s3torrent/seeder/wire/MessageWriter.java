package io.s3torrent.seeder.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.upload.BlockRing;

/** What one peer is told besides blocks: counted, so that a peer that takes no answers is not heard. Lives on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class MessageWriter {
    /** Bytes of answers that may lie unsent before we stop to listen. */
    private static final int MAX_UNSENT = 256 << 10;

    private final Channel channel;
    private final boolean fast;
    private int unsent;
    private boolean requestsFull;

    /** The way to a peer that knows the fast extension (BEP 6), or not. */
    MessageWriter(Channel channel, boolean fast) {
        this.channel = channel;
        this.fast = fast;
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    boolean isFast() {
        return fast;
    }

    /** Writes a message; it leaves with the next flush. */
    void say(ByteBuf message) {
        unsent += message.readableBytes();
        channel.write(message, channel.voidPromise());
        if (unsent > MAX_UNSENT) {
            listenIfThereIsRoom();
        }
    }

    /** Writes a message without a body. */
    void say(int id) {
        say(PeerWireEncoder.plain(alloc(), id));
    }

    /** With BEP 6 every request has an answer; without, a peer is left to its own time limit. */
    void reject(int piece, int begin, int length) {
        if (fast) {
            say(PeerWireEncoder.reject(alloc(), piece, begin, length));
        }
    }

    /** Rejects all of these, and forgets them. */
    void reject(BlockRing blocks) {
        while (!blocks.isEmpty()) {
            reject(blocks.piece(), blocks.begin(), blocks.length());
            blocks.removeFirst();
        }
    }

    void flush() {
        channel.flush();
    }

    /** Says whether it has asked for as much as we keep. */
    void requestsFull(boolean full) {
        requestsFull = full;
        listenIfThereIsRoom();
    }

    /** Back-pressure: a peer that asks for more than it takes is not heard until it has taken some. */
    private void listenIfThereIsRoom() {
        if (channel.isWritable()) {
            unsent = 0;
        }
        boolean room = !requestsFull && unsent <= MAX_UNSENT;
        if (room != channel.config().isAutoRead()) {
            channel.config().setAutoRead(room);
        }
    }
}
