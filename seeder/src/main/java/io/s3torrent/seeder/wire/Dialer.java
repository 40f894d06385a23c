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
 * Connects to leechers that somebody names: a seeder behind a NAT has no port that they could connect to.
 *
 * <p>If both is allowed, a peer is asked for an encrypted handshake first and for a plain one when it closes, as libtorrent does:
 * one that demands encryption says nothing to a plain handshake, while one that has none closes at once. Its book is guarded by
 * its monitor; the rest happens on event loops.
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
     * A dialer that has nobody to connect to yet.
     *
     * @param bootstrap what connections are made by, but for their handlers
     * @param ourselves where we listen
     * @param channels every connection joins it
     */
    Dialer(Bootstrap bootstrap, PeerPipeline pipeline, InetSocketAddress ourselves, ChannelGroup channels) {
        this.bootstrap = bootstrap;
        this.pipeline = pipeline;
        this.ourselves = ourselves;
        this.channels = channels;
    }

    /** Peers of a swarm, of whom nothing is known but that somebody named them. */
    void addPeers(InfoHash infoHash, List<PeerEndpoint> named) {
        List<PeerEndpoint> suitable = named.stream().filter(this::isSuitable).toList();
        synchronized (this) {
            book.offer(infoHash, suitable, System.nanoTime());
        }
        dialWhileThereIsRoom();
    }

    /** Connects to nobody for this torrent from now on. */
    synchronized void forget(InfoHash infoHash) {
        book.forget(infoHash);
    }

    private boolean isSuitable(PeerEndpoint peer) {
        return AddressScope.of(peer.address()) != AddressScope.NOWHERE
                && pipeline.admission().filter().admits(peer.address())
                && !isOurselves(peer);
    }

    /** As far as one can see from here; the peer id tells the rest. */
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

    /** One connection that we open. */
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
         * What failed may have no channel that could close: Netty makes none when there is no socket to be had. Then the next
         * attempt fails, too, one peer after the other until none waits; Netty bounds how deep their listeners nest.
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

    /** Whoever is connected stays so. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
