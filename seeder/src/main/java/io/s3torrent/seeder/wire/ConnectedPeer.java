package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connected peer as its torrent and the other peers know it: who it is, how much it was sent, and what it is to be told.
 *
 * <p>What only its own connection can carry out goes to {@link PeerConnection} as an event in its pipeline. Methods may be called from
 * any thread, unless they say otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class ConnectedPeer {
    /** Event: choke the peer, or unchoke it. */
    record Choke(boolean choked) {}

    /** Event: tell the peer that a piece cannot be had any more. */
    record Withdraw(int piece) {}

    private final Channel channel;
    private final PeerId id;
    private final MessageWriter writer;
    private final AtomicLong sentBytes = new AtomicLong();
    /** The three are written on its event loop. */
    private volatile boolean inUse;

    private volatile long sentBefore;
    private volatile long idleSince = System.nanoTime();

    ConnectedPeer(Channel channel, PeerId id, boolean fast) {
        this.channel = channel;
        this.id = id;
        this.writer = new MessageWriter(channel, fast);
    }

    PeerId id() {
        return id;
    }

    Channel channel() {
        return channel;
    }

    /** Writes messages to the peer. Only on its event loop. */
    MessageWriter writer() {
        return writer;
    }

    /** Counts bytes of blocks that were sent to it. */
    void sent(int bytes) {
        sentBytes.addAndGet(bytes);
    }

    /** Bytes of blocks that were sent to it. */
    long sentBytes() {
        return sentBytes.get();
    }

    /**
     * Notes from time to time whether the connection is in use. Only on its event loop.
     *
     * @param inUse true when the peer has requests that are not answered, or may not request anything
     */
    void noteUse(boolean inUse, long now) {
        idleSince = inUse ? now : idleSince(now);
        sentBefore = sentBytes();
        this.inUse = inUse;
    }

    /** The time since which it requests nothing though it may; {@code now} while it gets blocks or is held back. */
    long idleSince(long now) {
        return inUse || sentBytes() != sentBefore ? now : idleSince;
    }

    /** Tells it of pieces that it may request. */
    void offer(int... pieces) {
        run(() -> {
            offerAtOnce(pieces);
            writer.flush();
        });
    }

    /**
     * Tells it of pieces that it may request, before any block that is sent after this call. Only on its event loop; the messages leave
     * with the next flush.
     */
    void offerAtOnce(int... pieces) {
        for (int piece : pieces) {
            writer.write(PeerWireEncoder.piece(channel.alloc(), WireFormat.HAVE, piece));
        }
    }

    void withdraw(int piece) {
        fire(new Withdraw(piece));
    }

    void choke(boolean choked) {
        fire(new Choke(choked));
    }

    void close() {
        channel.close();
    }

    private void fire(Object event) {
        run(() -> channel.pipeline().fireUserEventTriggered(event));
    }

    /** Runs a task on the peer's event loop, never at once, unless the loop or the connection has ended. */
    private void run(Runnable task) {
        if (channel.isActive() && !channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().execute(task);
        }
    }
}
