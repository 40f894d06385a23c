package io.s3torrent.net.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.ProxyDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a port and manages its connections: limits their number, sets them up (PROXY protocol, TLS), closes idle ones and drains
 * them. A {@link Protocol} reads requests and writes responses. Runs on event loops that outlive it.
 */
public final class HttpListener implements AutoCloseable {
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

        /** The time between two checks of {@link Connection#isStalled}. */
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

        /** True when the connection has waited for the client for longer than the limit. */
        boolean isStalled(long nowNanos, long limitNanos);

        /** Makes the next response the last one. */
        void end();
    }

    private HttpListener(ListenerConfig config, EventLoops loops, Protocol protocol) throws IOException {
        this.config = config;
        this.loops = loops;
        this.connections = new ConnectionTable(config.limits());
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
            if (!connections.admit(channel, connection, proxied ? null : peer)) {
                protocol.turnedAway();
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
        }
    }

    /** Holds the open connections, and limits their number in total and for each address. Safe for use by many threads. */
    private static final class ConnectionTable {
        private final HttpLimits limits;
        private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
        private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
        private final AtomicInteger count = new AtomicInteger();

        ConnectionTable(HttpLimits limits) {
            this.limits = limits;
        }

        /**
         * Adds a new connection; returns false when there are too many.
         *
         * @param peer null for a trusted proxy, which has no limit of its own
         */
        boolean admit(Channel channel, Connection connection, @Nullable InetAddress peer) {
            InetAddress counted = limits.connectionsPerAddress() < limits.connections() ? peer : null;
            if (count.incrementAndGet() > limits.connections()) {
                count.decrementAndGet();
                return false;
            }
            if (counted != null && perAddress.merge(counted, 1, Integer::sum) > limits.connectionsPerAddress()) {
                uncount(counted);
                return false;
            }
            connections.put(channel, connection);
            channel.closeFuture().addListener(closed -> remove(channel, counted));
            return true;
        }

        private void remove(Channel channel, @Nullable InetAddress counted) {
            connections.remove(channel);
            uncount(counted);
            if (connections.isEmpty()) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        private void uncount(@Nullable InetAddress counted) {
            count.decrementAndGet();
            if (counted != null) {
                perAddress.computeIfPresent(counted, (address, open) -> open > 1 ? open - 1 : null);
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
                if (connection.isStalled(now, limit)) {
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
