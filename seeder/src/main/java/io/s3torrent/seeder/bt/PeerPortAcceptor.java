package io.s3torrent.seeder.bt;

import bt.BtException;
import bt.net.ConnectionResult;
import bt.net.ConnectionRoutine;
import bt.net.IPeerConnectionFactory;
import bt.net.InetPeer;
import bt.net.SharedSelector;
import bt.net.SocketChannelConnectionAcceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;

/** Takes the library's incoming connections from a port that is bound already. */
final class PeerPortAcceptor extends SocketChannelConnectionAcceptor {
    private final PeerPort port;
    private final boolean listens;
    private final IPeerConnectionFactory connections;

    /** An acceptor; one that does not listen waits until it is interrupted. */
    PeerPortAcceptor(PeerPort port, boolean listens, SharedSelector selector, IPeerConnectionFactory connections) {
        super(selector, connections, port.address());
        this.port = port;
        this.listens = listens;
        this.connections = connections;
    }

    /** Waits for the next connection; the library ends its accepting thread when this throws. */
    @Override
    public ConnectionRoutine accept() {
        try {
            if (!listens) {
                new CountDownLatch(1).await();
            }
            SocketChannel channel = port.accept();
            return new Incoming(channel, (InetSocketAddress) channel.getRemoteAddress());
        } catch (IOException | InterruptedException e) {
            throw new BtException("stopped listening on " + port.address(), e);
        }
    }

    private final class Incoming implements ConnectionRoutine {
        private final SocketChannel channel;
        private final InetSocketAddress remote;

        Incoming(SocketChannel channel, InetSocketAddress remote) {
            this.channel = channel;
            this.remote = remote;
        }

        @Override
        public SocketAddress getRemoteAddress() {
            return remote;
        }

        @Override
        public ConnectionResult establish() {
            return connections.createIncomingConnection(InetPeer.build(remote.getAddress()), channel);
        }

        @Override
        public void cancel() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
