package io.s3torrent.seeder.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.seeder.wire.connect.DialBook;
import io.s3torrent.seeder.wire.connect.DialBook.Target;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connects to peers that trackers, the DHT or other peers name. A seeder behind a NAT needs this, because peers cannot connect to it.
 *
 * <p>If both handshakes are allowed, it tries the encrypted one first, and the plain one if the peer closes the connection. libtorrent
 * does the same: a peer that demands encryption never answers a plain handshake, but a peer without encryption closes at once. The
 * monitor guards the book; everything else runs on event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives in its closeFuture
final class Dialer implements AutoCloseable {
    private final Bootstrap bootstrap;
    private final PeerPipeline pipeline;
    private final InetSocketAddress ourselves;
    private final ChannelGroup channels;
    private final DialBook book = new DialBook();
    private boolean closed;

    /**
     * Creates a dialer that knows no peers yet.
     *
     * @param bootstrap options for new connections, without their handlers
     * @param ourselves the address of our own listener
     * @param channels every new connection is added to this group
     */
    Dialer(Bootstrap bootstrap, PeerPipeline pipeline, InetSocketAddress ourselves, ChannelGroup channels) {
        this.bootstrap = bootstrap;
        this.pipeline = pipeline;
        this.ourselves = ourselves;
        this.channels = channels;
    }

    /** Adds peers of a torrent. Unsuitable addresses are ignored: unroutable ones, those that the filter rejects, and our own. */
    void addPeers(InfoHash infoHash, List<PeerEndpoint> named) {
        List<PeerEndpoint> suitable = named.stream().filter(this::isSuitable).toList();
        synchronized (this) {
            book.offer(infoHash, suitable, System.nanoTime());
        }
        dialWhileThereIsRoom();
    }

    /** Stops connecting to further peers for this torrent. */
    synchronized void forget(InfoHash infoHash) {
        book.forget(infoHash);
    }

    private boolean isSuitable(PeerEndpoint peer) {
        return AddressScope.of(peer.address()) != AddressScope.NOWHERE
                && pipeline.admission().filter().admits(peer.address())
                && !isOurselves(peer);
    }

    /** Recognizes our own address as far as this machine knows it. The peer id in the handshake reveals the other cases. */
    private boolean isOurselves(PeerEndpoint peer) {
        InetAddress bound = ourselves.getAddress();
        return peer.port() == ourselves.getPort()
                && (bound.isAnyLocalAddress() ? isOfThisMachine(peer.address()) : bound.equals(peer.address()));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private void dialWhileThereIsRoom() {
        for (Optional<Target> target = next(); target.isPresent(); target = next()) {
            dial(target.get(), pipeline.encryption() != Encryption.OFF);
        }
    }

    private synchronized Optional<Target> next() {
        return closed ? Optional.empty() : book.next(System.nanoTime());
    }

    private void dial(Target target, boolean encrypted) {
        Attempt attempt = new Attempt(target, encrypted);
        PeerEndpoint peer = target.peer();
        bootstrap
                .clone()
                .handler(attempt)
                .connect(new InetSocketAddress(peer.address(), peer.port()))
                .addListener((ChannelFuture connecting) -> attempt.connected(connecting));
    }

    /** One attempt to open a connection. */
    private final class Attempt extends ChannelInitializer<Channel> {
        private final Target target;
        private final boolean encrypted;
        private @Nullable HandshakeHandler handshakeHandler;

        Attempt(Target target, boolean encrypted) {
            this.target = target;
            this.encrypted = encrypted;
        }

        @Override
        protected void initChannel(Channel channel) {
            channels.add(channel);
            handshakeHandler = pipeline.initDialed(channel, target.infoHash(), encrypted);
            handshakeHandler.established().addListener(done -> settled(target));
        }

        /**
         * Handles the result of the connection attempt. If no socket was available, Netty creates no channel that could close. The next
         * attempts then fail as well until no peer waits; Netty bounds how deep their listeners nest.
         */
        void connected(ChannelFuture connecting) {
            if (connecting.isSuccess()) {
                connecting.channel().closeFuture().addListener(end -> ended(true));
            } else {
                ended(false);
            }
        }

        private void ended(boolean wasConnected) {
            if (handshakeHandler != null && handshakeHandler.established().isSuccess()) {
                forgotten(target);
            } else if (wasConnected && encrypted && pipeline.encryption().allowsPlainHandshake() && !isClosed()) {
                dial(target, false);
            } else {
                forgotten(target);
                settled(target);
            }
        }
    }

    private void settled(Target target) {
        synchronized (this) {
            book.settled(target);
        }
        dialWhileThereIsRoom();
    }

    private synchronized void forgotten(Target target) {
        book.ended(target);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Stops dialing. Open connections stay open. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
