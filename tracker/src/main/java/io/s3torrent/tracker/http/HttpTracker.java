package io.s3torrent.tracker.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.s3torrent.net.AddressText;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.ProxyDecoder;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.TrackerCounter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tracker's HTTP server. Runs on the event loops of a transport that outlives it. */
public final class HttpTracker implements AutoCloseable {
    private final EventLoops transport;
    private final Channel server;
    private final TrackerConnectionTable watch;
    private final Future<?> sweeps;
    private final @Nullable ReloadingTlsContext pem;

    private HttpTracker(
            EventLoops transport,
            Channel server,
            TrackerConnectionTable watch,
            Future<?> sweeps,
            @Nullable ReloadingTlsContext pem) {
        this.transport = transport;
        this.server = server;
        this.watch = watch;
        this.sweeps = sweeps;
        this.pem = pem;
    }

    /**
     * Starts to listen. {@code [::]} serves IPv4 too.
     *
     * @param proxies whose word counts about who is behind them
     * @throws IOException when the address cannot be had, because another process has the port, say
     */
    public static HttpTracker bind(
            EventLoops transport,
            InetSocketAddress listen,
            AnnounceService service,
            TrackerHttpLimits limits,
            TrustedProxies proxies)
            throws IOException {
        return bind(transport, listen, limits, new Pipeline(service, limits, proxies, null));
    }

    /**
     * The same over TLS.
     *
     * @throws IOException when certificate or key cannot be read, too
     */
    public static HttpTracker bind(
            EventLoops transport,
            HttpsConfig https,
            AnnounceService service,
            TrackerHttpLimits limits,
            TrustedProxies proxies)
            throws IOException {
        TrackerHttpLimits fewer = limits.forTls();
        ReloadingTlsContext pem = ReloadingTlsContext.follow(https.files(), https.interval());
        try {
            return bind(transport, https.listen(), fewer, new Pipeline(service, fewer, proxies, pem));
        } catch (IOException e) {
            pem.close();
            throw e;
        }
    }

    private static HttpTracker bind(
            EventLoops transport, InetSocketAddress listen, TrackerHttpLimits limits, Pipeline pipeline)
            throws IOException {
        // TCP_NODELAY is on in Netty's channels already: to say so once more is a system call for each connection.
        ServerBootstrap server = new ServerBootstrap()
                .group(transport.group())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(pipeline);
        if (transport.isEpoll() && pipeline.pem == null) {
            ShortLivedSockets.prepare(server);
        }
        Channel listener = transport.listen("the tracker", listen, server);
        long period = limits.silence().toMillis();
        Future<?> sweeps =
                transport.group().scheduleAtFixedRate(pipeline.watch::sweep, period, period, TimeUnit.MILLISECONDS);
        return new HttpTracker(transport, listener, pipeline.watch, sweeps, pipeline.pem);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Number of open connections. */
    public int connections() {
        return watch.open();
    }

    /** Frees the port; what is asked over open connections is answered yet, and they end with that. */
    public void drain(Duration patience) throws InterruptedException {
        transport.endListening(server);
        watch.endAll(patience);
    }

    /** Frees the port and closes all connections. */
    @Override
    public void close() {
        sweeps.cancel(false);
        transport.endListening(server);
        watch.closeAll();
        if (pem != null) {
            pem.close();
        }
    }

    /** What a new connection gets. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final TrackerConnectionTable watch;
        private final AnnounceService service;
        private final TrackerHttpLimits limits;
        private final TrustedProxies proxies;
        private final @Nullable ReloadingTlsContext pem;

        Pipeline(
                AnnounceService service,
                TrackerHttpLimits limits,
                TrustedProxies proxies,
                @Nullable ReloadingTlsContext pem) {
            this.watch = new TrackerConnectionTable(limits.connections());
            this.service = service;
            this.limits = limits;
            this.proxies = proxies;
            this.pem = pem;
        }

        @Override
        protected void initChannel(Channel channel) throws IOException {
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote
                    && channel.localAddress() instanceof InetSocketAddress local)) {
                TrackerConnectionTable.close(channel); // It is gone already.
                return;
            }
            InetAddress peer = AddressText.of(remote);
            TrackerHttpConnection connection = new TrackerHttpConnection(service, peer, AddressText.of(local), proxies);
            if (watch.admit(channel, connection)) {
                service.metrics().count(TrackerCounter.CONNECTION);
                fill(channel.pipeline(), connection, proxies.contains(peer));
            } else {
                service.metrics().count(TrackerCounter.CONNECTION_TURNED_AWAY);
                TrackerConnectionTable.close(channel);
            }
        }

        private void fill(ChannelPipeline pipeline, TrackerHttpConnection connection, boolean proxied) {
            if (proxied) {
                pipeline.addLast(new ProxyDecoder()); // It speaks in the clear, before TLS.
            }
            if (pem != null) {
                pipeline.addLast(pem.current().newHandler(pipeline.channel().alloc()));
            }
            pipeline.addLast(new TrackerRequestDecoder(limits, proxied)).addLast(connection);
        }
    }

    /**
     * Knows all open connections: bounds their number, and closes those that complete no request between two sweeps, be it that
     * they are silent, send byte by byte, or do not read their answers. Safe for use by many threads.
     */
    private static final class TrackerConnectionTable {
        private final int limit;

        private final Map<Channel, TrackerHttpConnection> connections = new ConcurrentHashMap<>();

        TrackerConnectionTable(int limit) {
            this.limit = limit;
        }

        /** Takes a new connection in; false when there are too many. */
        boolean admit(Channel channel, TrackerHttpConnection connection) {
            if (connections.size() >= limit) {
                return false;
            }
            connections.put(channel, connection);
            channel.closeFuture().addListener(closed -> remove(channel));
            return true;
        }

        private void remove(Channel channel) {
            connections.remove(channel);
            if (connections.isEmpty()) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        /** Number of open connections. */
        int open() {
            return connections.size();
        }

        /** Closes what made no progress since the last sweep. */
        void sweep() {
            connections.forEach((channel, connection) -> {
                if (connection.isStalled()) {
                    close(channel);
                }
            });
        }

        /** Ends all connections with their next answers, and waits for that. */
        synchronized void endAll(Duration patience) throws InterruptedException {
            connections.values().forEach(TrackerHttpConnection::end);
            long end = System.nanoTime() + patience.toNanos();
            for (long left = end - System.nanoTime();
                    left > 0 && !connections.isEmpty();
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        /** Closes all connections. */
        void closeAll() {
            connections.keySet().forEach(TrackerConnectionTable::close);
        }

        /** Closes a channel and does not wait for it. */
        @SuppressWarnings("FutureReturnValueIgnored") // A close that fails concerns nobody.
        static void close(Channel channel) {
            channel.close();
        }
    }
}
