package io.s3torrent.net.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.ConnectionPlaces;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.ProxyDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a port and manages its connections: limits their number, sets them up (PROXY protocol, TLS), closes idle ones and drains
 * them. A {@link Protocol} reads requests and writes responses. Runs on event loops that outlive it.
 *
 * <p>{@link ConnectionPlaces} decides which connection gives way to a new one when there are too many. A connection that gets no place
 * may still request {@code /livez} or {@code /readyz}: a few places are reserved for that, so that a crowd cannot get the process restarted.
 */
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 1024;

    private final ListenerConfig config;
    private final EventLoops loops;
    private final ConnectionTable connections;
    private final Channel listener;
    private final Future<?> sweeps;

    /** Decodes requests and answers them. The listener calls it on event loops. */
    public interface Protocol {
        /** Sets options of the listening socket and of the sockets that it accepts. */
        void configure(ServerBootstrap sockets);

        /** Creates a connection. When there are too many, the listener closes the channel and does not call {@link Connection#addTo}. */
        Connection connect(Channel channel, ClientAddress client);

        /** Called when the listener has closed a connection because there are too many. */
        default void turnedAway() {}

        /** True when it answers {@code /livez} and {@code /readyz}, for which a few more connections are admitted. */
        default boolean hasHealthChecks() {
            return false;
        }

        /** The time between two checks of {@link Connection#idleSince}. */
        Duration sweepInterval();
    }

    /** A connection that the listener manages. Safe for use by many threads. */
    public interface Connection {
        /**
         * Adds the connection's handlers behind those of PROXY protocol and TLS.
         *
         * @param proxied whether a trusted proxy connected
         */
        void addTo(ChannelPipeline pipeline, boolean proxied);

        /**
         * The time since which the client has been waited for.
         *
         * @param now as {@link System#nanoTime} gives it, which is the result while the client waits
         */
        long idleSince(long now);

        /** Makes the connection answer nothing but health checks, and only for a short time, because all places are taken. */
        default void limitToHealthChecks() {}

        /** Makes the next response the last one. */
        void end();
    }

    private HttpListener(ListenerConfig config, EventLoops loops, Protocol protocol) throws IOException {
        this.config = config;
        this.loops = loops;
        this.connections = new ConnectionTable(config.limits(), protocol);
        ServerBootstrap sockets = new ServerBootstrap()
                .group(loops.group())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new Setup(config, connections, protocol));
        protocol.configure(sockets);
        this.listener = loops.listen(config.what(), config.listen(), sockets);
        this.sweeps = loops.every(protocol.sweepInterval(), connections::sweep);
    }

    /**
     * Starts to listen.
     *
     * @param config the listener closes its TLS context; this method does when it fails
     * @throws IOException when the address cannot be bound, for example because another process uses the port
     */
    public static HttpListener open(ListenerConfig config, EventLoops loops, Protocol protocol) throws IOException {
        try {
            return new HttpListener(config, loops, protocol);
        } catch (IOException e) {
            config.tls().ifPresent(ReloadingTlsContext::close);
            throw e;
        }
    }

    /** Starts to accept connections if {@link Protocol#configure} has turned auto-read off. */
    void accept() {
        listener.config().setAutoRead(true);
    }

    /** The address that the listener is bound to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The number of open connections. */
    public int connections() {
        return connections.count();
    }

    /**
     * Closes the listening port and waits until open connections have ended. Each ends with its next response.
     *
     * @param patience maximum time to wait for idle connections and long responses
     */
    public void drain(Duration patience) throws InterruptedException {
        loops.endListening(listener);
        connections.endAll(patience);
    }

    /** Closes the listening port and all connections. */
    @Override
    public void close() {
        sweeps.cancel(false);
        loops.endListening(listener);
        connections.closeAll();
        config.tls().ifPresent(ReloadingTlsContext::close);
    }

    /** Closes a channel without waiting. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing can be done about a failed close
    private static void close(Channel channel) {
        channel.close();
    }

    /** Admits new connections and sets up their pipelines. */
    private static final class Setup extends ChannelInitializer<Channel> {
        private final ListenerConfig config;
        private final ConnectionTable connections;
        private final Protocol protocol;

        Setup(ListenerConfig config, ConnectionTable connections, Protocol protocol) {
            this.config = config;
            this.connections = connections;
            this.protocol = protocol;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote
                    && channel.localAddress() instanceof InetSocketAddress local)) {
                HttpListener.close(channel); // the client has already disconnected
                return;
            }
            InetAddress peer = AddressText.of(remote);
            boolean proxied = config.proxies().contains(peer);
            ClientAddress client = new ClientAddress(config.proxies(), peer, AddressText.of(local));
            Connection connection = protocol.connect(channel, client);
            if (!connections.admit(channel, connection, client, peer, proxied)) {
                HttpListener.close(channel);
                return;
            }
            ChannelPipeline pipeline = channel.pipeline();
            if (proxied) {
                pipeline.addLast(new ProxyDecoder(), client); // the PROXY header is sent in clear text, before TLS
            }
            if (config.tls().isPresent()) {
                // Netty fails a handshake after 10 s. The limit on connections also bounds the number of handshakes.
                pipeline.addLast(config.tls().get().current().newHandler(channel.alloc()));
            }
            connection.addTo(pipeline, proxied);
            pipeline.addLast(new FailureHandler(client));
        }
    }

    /** Closes a connection whose handlers failed. */
    private static final class FailureHandler extends ChannelInboundHandlerAdapter {
        private final ClientAddress client;

        FailureHandler(ClientAddress client) {
            this.client = client;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Netty wraps TLS errors. A client that does not speak TLS or rejects the certificate is no fault of the
            // server.
            if (cause instanceof IOException || cause.getCause() instanceof IOException) {
                log.atDebug().addKeyValue("peer", client).log("connection broke: {}", cause.getMessage());
            } else {
                log.atError().addKeyValue("peer", client).setCause(cause).log("bug in the HTTP server");
            }
            HttpListener.close(ctx.channel());
        }
    }

    /** Holds the open connections, and limits their number in total and for each address. Safe for use by many threads. */
    private static final class ConnectionTable {
        /** Connections beyond the limit that may ask for {@code /livez} and {@code /readyz}. */
        private static final int HEALTH_CHECKS = 8;

        private final HttpLimits limits;
        private final Protocol protocol;
        private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
        private final ConnectionPlaces<Channel> places;
        private final ConnectionPlaces<Channel> healthChecks = new ConnectionPlaces<>(HEALTH_CHECKS, HEALTH_CHECKS);
        /** Of proxies that have not sent a byte. */
        private final ConnectionPlaces<Channel> unnamed;

        ConnectionTable(HttpLimits limits, Protocol protocol) {
            this.limits = limits;
            this.protocol = protocol;
            this.places = new ConnectionPlaces<>(limits.connections(), limits.connectionsPerAddress());
            this.unnamed = new ConnectionPlaces<>(limits.connections(), limits.connections());
        }

        /**
         * Adds a new connection, and closes the one that gives way to it; false when the new one is to be closed.
         *
         * @param proxied whether a trusted proxy connected. Then the connection waits for its first bytes, which name the client.
         */
        boolean admit(Channel channel, Connection connection, ClientAddress client, InetAddress peer, boolean proxied) {
            boolean admitted;
            if (proxied) {
                Optional<ConnectionPlaces<Channel>.Place> place = takePlace(unnamed, channel, connection, null);
                client.onNamed(named -> {
                    place.ifPresent(ConnectionPlaces.Place::close);
                    if (!admit(channel, connection, named)) {
                        HttpListener.close(channel);
                    }
                });
                admitted = place.isPresent();
            } else {
                admitted = admit(channel, connection, peer);
            }
            if (admitted) {
                connections.put(channel, connection);
                channel.closeFuture().addListener(closed -> remove(channel));
            }
            return admitted;
        }

        /** Gives a connection one of the places, or one of those for health checks. */
        private boolean admit(Channel channel, Connection connection, @Nullable InetAddress client) {
            if (takePlace(places, channel, connection, client).isPresent()) {
                return true;
            }
            if (protocol.hasHealthChecks()
                    && takePlace(healthChecks, channel, connection, client).isPresent()) {
                connection.limitToHealthChecks();
                return true;
            }
            protocol.turnedAway();
            return false;
        }

        private Optional<ConnectionPlaces<Channel>.Place> takePlace(
                ConnectionPlaces<Channel> from, Channel channel, Connection connection, @Nullable InetAddress client) {
            return from.admit(channel, client, connection::idleSince, System.nanoTime())
                    .map(admission -> {
                        ConnectionPlaces<Channel>.Place place = admission.place();
                        channel.closeFuture().addListener(closed -> place.close());
                        admission.evicted().ifPresent(evicted -> {
                            protocol.turnedAway();
                            HttpListener.close(evicted);
                        });
                        return place;
                    });
        }

        private void remove(Channel channel) {
            connections.remove(channel);
            if (connections.isEmpty()) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        int count() {
            return connections.size();
        }

        /** Closes stalled connections. */
        void sweep() {
            long now = System.nanoTime();
            long limit = limits.silence().toNanos();
            connections.forEach((channel, connection) -> {
                if (now - connection.idleSince(now) > limit) {
                    HttpListener.close(channel);
                }
            });
        }

        /** Makes each connection end with its next response, and waits until all have ended or the time is over. */
        synchronized void endAll(Duration patience) throws InterruptedException {
            connections.values().forEach(Connection::end);
            long end = System.nanoTime() + patience.toNanos();
            for (long left = end - System.nanoTime();
                    left > 0 && !connections.isEmpty();
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        void closeAll() {
            connections.keySet().forEach(HttpListener::close);
        }
    }
}
