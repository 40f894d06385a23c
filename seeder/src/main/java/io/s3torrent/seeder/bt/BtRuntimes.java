package io.s3torrent.seeder.bt;

import bt.BtException;
import bt.module.BitTorrentProtocol;
import bt.module.ClientExecutor;
import bt.module.PeerConnectionSelector;
import bt.net.ConnectionResult;
import bt.net.ConnectionRoutine;
import bt.net.DataReceiver;
import bt.net.IPeerConnectionFactory;
import bt.net.IPeerConnectionPool;
import bt.net.InetPeer;
import bt.net.SharedSelector;
import bt.net.SocketChannelConnectionAcceptor;
import bt.protocol.Message;
import bt.protocol.handler.MessageHandler;
import bt.runtime.BtRuntime;
import bt.runtime.BtRuntimeBuilder;
import bt.runtime.Config;
import bt.service.IdentityService;
import bt.tracker.SecretKey;
import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import io.s3torrent.bittorrent.PeerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts and ends the library, with the settings that a download and the seed engine share. */
final class BtRuntimes {
    /** How long stopping may take; closing an engine may take 5 seconds in total. */
    private static final Duration END = Duration.ofSeconds(4);

    private BtRuntimes() {}

    /** The shared settings: short timeouts for peers, and thread names that start with our port. */
    static Config config(PeerPort port) {
        Config config = new Config();
        config.setAcceptorAddress(port.address().getAddress());
        config.setAcceptorPort(port.port());
        config.setPeerHandshakeTimeout(Duration.ofSeconds(10));
        config.setPeerConnectionTimeout(Duration.ofSeconds(10));
        // Plain connections only: the library mistakes a handshake that arrives in two packets for an encrypted one.
        config.setMseDisabled(true);
        config.setMaxMessageProcessingInterval(Duration.ofMillis(5));
        config.setShutdownHookTimeout(Duration.ofSeconds(2));
        return config;
    }

    /** Returns a builder of a runtime that listens on {@code port} with peer id {@code id}, without local discovery and DHT. */
    static BtRuntimeBuilder builder(Config config, PeerPort port, PeerId id) {
        return builder(config, port, id, true);
    }

    /** Returns a builder of a runtime that does not listen. Peers that connect wait until another runtime listens on the port. */
    static BtRuntimeBuilder notListening(Config config, PeerPort port, PeerId id) {
        return builder(config, port, id, false);
    }

    private static BtRuntimeBuilder builder(Config config, PeerPort port, PeerId id, boolean listens) {
        return BtRuntime.builder(config)
                .module(new Bindings(port, id, listens))
                .disableLocalServiceDiscovery()
                .disableAutomaticShutdown();
    }

    /** Ends a runtime with its connections and threads. Returns when they have ended, or after four seconds. */
    static void end(BtRuntime runtime, PeerPort port) {
        // Even an interrupted caller must clean up after the library.
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + END.toNanos();
        runtime.shutdown();
        Key<ExecutorService> clients = Key.get(ExecutorService.class, ClientExecutor.class);
        runtime.getInjector().getInstance(clients).shutdownNow();
        joinThreads(port.port() + ".bt.", deadline);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the threads that the library names after our port. The library itself only tells them to stop. */
    private static void joinThreads(String prefix, long deadline) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(prefix)) {
                join(thread, deadline);
            }
        }
    }

    private static void join(Thread thread, long deadline) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Binds our peer id, our port, and our replacements of the library's classes. */
    private static final class Bindings extends AbstractModule implements IdentityService {
        private final PeerPort port;
        private final bt.net.PeerId id;
        private final boolean listens;

        Bindings(PeerPort port, PeerId id, boolean listens) {
            this.port = port;
            this.listens = listens;
            this.id = bt.net.PeerId.fromBytes(id.bytes());
        }

        @Override
        protected void configure() {
            bind(IdentityService.class).toInstance(this);
            bind(IPeerConnectionPool.class).to(PeerPool.class).asEagerSingleton();
            bind(DataReceiver.class).to(PeerReceiver.class).asEagerSingleton();
            bind(new TypeLiteral<MessageHandler<Message>>() {})
                    .annotatedWith(BitTorrentProtocol.class)
                    .to(GuardedProtocol.class)
                    .in(Singleton.class);
        }

        @Override
        public bt.net.PeerId getLocalPeerId() {
            return id;
        }

        @Override
        public Optional<SecretKey> getSecretKey() {
            return Optional.empty();
        }

        @Provides
        @Singleton
        SocketChannelConnectionAcceptor acceptor(
                @PeerConnectionSelector SharedSelector selector, IPeerConnectionFactory connections) {
            return new PeerPortAcceptor(port, listens, selector, connections);
        }
    }

    /** Accepts the library's incoming connections at a port that is bound already. */
    private static final class PeerPortAcceptor extends SocketChannelConnectionAcceptor {
        private final PeerPort port;
        private final boolean listens;
        private final IPeerConnectionFactory connections;

        /** Creates an acceptor. One that does not listen waits until it is interrupted. */
        PeerPortAcceptor(PeerPort port, boolean listens, SharedSelector selector, IPeerConnectionFactory connections) {
            super(selector, connections, port.address());
            this.port = port;
            this.listens = listens;
            this.connections = connections;
        }

        /** Waits for the next connection. The library ends its accepting thread when this throws. */
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
}
