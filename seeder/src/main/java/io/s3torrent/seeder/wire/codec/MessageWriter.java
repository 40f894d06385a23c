package io.s3torrent.seeder.wire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

/**
 * Writes the messages to one peer, besides blocks. It stops to read from a peer that takes no answers, or that has requested as much as is
 * kept. Lives on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class MessageWriter {
    /** Bytes of answers that may lie unsent before reading stops. */
    private static final int MAX_UNSENT = 256 << 10;

    private final Channel channel;
    private final boolean fast;
    private int unsent;
    private boolean requestsFull;

    /** A writer to a peer that knows the fast extension (BEP 6), or not. */
    public MessageWriter(Channel channel, boolean fast) {
        this.channel = channel;
        this.fast = fast;
    }

    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    public boolean isFast() {
        return fast;
    }

    /** Writes a message; it leaves with the next flush. */
    public void write(ByteBuf message) {
        unsent += message.readableBytes();
        channel.write(message, channel.voidPromise());
        if (unsent > MAX_UNSENT) {
            updateAutoRead();
        }
    }

    /** Writes a message without a body. */
    public void write(int id) {
        write(PeerWireEncoder.plain(alloc(), id));
    }

    /** With BEP 6 every request has an answer; without, a peer is left to its own time limit. */
    public void reject(int piece, int begin, int length) {
        if (fast) {
            write(PeerWireEncoder.reject(alloc(), piece, begin, length));
        }
    }

    public void flush() {
        channel.flush();
    }

    /** Notes whether the peer has requested as much as is kept; reading stops until it has less. */
    public void setRequestsFull(boolean full) {
        requestsFull = full;
        updateAutoRead();
    }

    /** Back-pressure: reading stops from a peer that requests more than it takes, until it has taken some. */
    private void updateAutoRead() {
        if (channel.isWritable()) {
            unsent = 0;
        }
        boolean room = !requestsFull && unsent <= MAX_UNSENT;
        if (room != channel.config().isAutoRead()) {
            channel.config().setAutoRead(room);
        }
    }
}
