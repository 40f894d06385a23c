package io.s3torrent.seeder.wire;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Represents a connected peer for its torrent and for other threads: its id, its bytes sent, and the messages to send to it.
 *
 * <p>Changes that only its own connection may make go to {@link PeerConnection} as events in its pipeline. Any thread may call the
 * methods, unless they say otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
final class ConnectedPeer {
    /** Event: choke the peer, or unchoke it. */
    record Choke(boolean choked) {}

    /** Event: tell the peer that a piece is not available any more. */
    record Withdraw(int piece) {}

    private static final int IPV6_BITS = 64;

    private final Channel channel;
    private final PeerId id;
    private final MessageWriter writer;
    private final Optional<Cidr> block;
    private final AtomicLong sentBytes = new AtomicLong();
    /** The three are written on its event loop. */
    private volatile boolean inUse;

    private volatile long sentBefore;
    private volatile long idleSince = System.nanoTime();

    ConnectedPeer(Channel channel, PeerId id, boolean fast) {
        this.channel = channel;
        this.id = id;
        this.writer = new MessageWriter(channel, fast);
        this.block = channel.remoteAddress() instanceof InetSocketAddress remote
                ? Optional.of(block(remote.getAddress()))
                : Optional.empty();
    }

    /** The IPv4 address or IPv6 /64 around an address, which counts as one client. */
    static Cidr block(InetAddress address) {
        return Cidr.around(address, IPV6_BITS);
    }

    /** The block of its address; empty if it has none. */
    Optional<Cidr> block() {
        return block;
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

    /** Adds to the count of block bytes sent to this peer. */
    void sent(int bytes) {
        sentBytes.addAndGet(bytes);
    }

    /** Bytes of blocks sent to this peer. */
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

    /** Tells the peer which further pieces it may request. */
    void offer(int... pieces) {
        run(() -> {
            offerAtOnce(pieces);
            writer.flush();
        });
    }

    /**
     * Tells the peer which further pieces it may request, before any block that is sent after this call. Call it only on the peer's event
     * loop. The messages are sent with the next flush.
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

    /** Queues a task on the peer's event loop. Does nothing if the loop or the connection has ended. */
    private void run(Runnable task) {
        if (channel.isActive() && !channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().execute(task);
        }
    }
}
