package io.s3torrent.seeder.wire.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

/**
 * Writes messages other than blocks to one peer. It stops reading from a peer that does not read our answers, or that has reached the limit
 * of open requests. Runs on one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class MessageWriter {
    /** Bytes of answers that may wait to be sent before reading stops. */
    private static final int MAX_UNSENT = 256 << 10;

    private final Channel channel;
    private final boolean fast;
    private int unsent;
    private boolean requestsFull;

    /** Creates a writer; {@code fast} is true if the peer supports the fast extension (BEP 6). */
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

    /** Writes a message. The next flush sends it. */
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

    /** Rejects a request if the peer supports BEP 6. Without BEP 6, the peer's own timeout has to notice. */
    public void reject(int piece, int begin, int length) {
        if (fast) {
            write(PeerWireEncoder.reject(alloc(), piece, begin, length));
        }
    }

    public void flush() {
        channel.flush();
    }

    /** Notes whether the peer has reached the limit of open requests. Reading stops until it has fewer. */
    public void setRequestsFull(boolean full) {
        requestsFull = full;
        updateAutoRead();
    }

    /** Applies back-pressure: stops reading from a peer that requests more than it accepts, until it has accepted some. */
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
