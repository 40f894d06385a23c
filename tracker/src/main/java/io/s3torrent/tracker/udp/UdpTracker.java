package io.s3torrent.tracker.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.RandomPort.UdpTakenException;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.swarm.SipHash;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the tracker's UDP sockets, one for each event loop where sockets can share a port. Runs on event loops that outlive it. */
public final class UdpTracker implements AutoCloseable {
    /** Maximum size of a datagram: a scrape of 74 torrents has 1496 bytes, an announce 98 and its options. Longer ones are truncated. */
    private static final int DATAGRAM = 2048;

    /** Datagrams that one system call receives. */
    private static final int BATCH = 64;

    /** Receive calls before the responses are sent. */
    private static final int CALLS = 4;

    /** Socket buffer for bursts; the kernel may limit it. */
    private static final int SOCKET_BUFFER = 4 << 20;

    private final List<Channel> sockets;

    private UdpTracker(List<Channel> sockets) {
        this.sockets = sockets;
    }

    /**
     * Starts to listen. {@code [::]} also serves IPv4.
     *
     * @param key of the connection ids; trackers that share a host name share it
     * @param proxies the proxies that the tracker trusts to report client addresses
     * @throws UdpTakenException when the address cannot be bound, for example because another process uses the port
     */
    public static UdpTracker bind(
            EventLoops eventLoops,
            InetSocketAddress listen,
            AnnounceService service,
            SipHash key,
            TrustedProxies proxies)
            throws IOException {
        Bootstrap bootstrap = bootstrap(
                eventLoops,
                new UdpHandler(
                        service,
                        new ConnectionIds(key, System::currentTimeMillis),
                        new LocalAddress(listen.getAddress()),
                        proxies));
        List<Channel> sockets = new ArrayList<>();
        sockets.add(first(eventLoops, bootstrap, listen));
        UdpTracker tracker = new UdpTracker(sockets);
        if (eventLoops.isEpoll() && eventLoops.threads() > 1) {
            tracker.share(eventLoops, bootstrap);
        }
        UdpWarmup.ask(tracker.address());
        return tracker;
    }

    private static Bootstrap bootstrap(EventLoops eventLoops, UdpHandler handler) {
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoops.group())
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 2 << 20))
                .handler(handler);
        if (eventLoops.isEpoll()) {
            return bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(BATCH * DATAGRAM).maxMessagesPerRead(CALLS));
        }
        return bootstrap.option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(DATAGRAM).maxMessagesPerRead(BATCH * CALLS));
    }

    private static Channel first(EventLoops eventLoops, Bootstrap bootstrap, InetSocketAddress listen)
            throws UdpTakenException {
        try {
            return eventLoops.listen("the tracker", listen, bootstrap);
        } catch (IOException e) {
            throw new UdpTakenException(e);
        }
    }

    /** Opens the other sockets. The first was bound without sharing, which fails if another process uses the port. */
    private void share(EventLoops eventLoops, Bootstrap bootstrap) throws IOException {
        try {
            sockets.get(0).config().setOption(EpollChannelOption.SO_REUSEPORT, true);
            bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
            while (sockets.size() < eventLoops.threads()) {
                sockets.add(eventLoops.listen("the tracker", address(), bootstrap));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The address of the sockets. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.get(0).localAddress();
    }

    /** Closes the sockets. */
    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    }

    /** Sends the first requests, so that no client has to wait until classes are loaded. Clients resend when a response takes long. */
    private static final class UdpWarmup {
        private static final Logger log = LoggerFactory.getLogger(UdpWarmup.class);
        private static final Duration PATIENCE = Duration.ofSeconds(1);
        private static final int HEAD = 16;
        private static final int STOPPED = 3;

        private UdpWarmup() {}

        /** Sends a connect request and an announce with {@code stopped}, neither of which changes any state. */
        static void ask(InetSocketAddress tracker) {
            InetAddress bound = tracker.getAddress();
            InetAddress host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.connect(new InetSocketAddress(host, tracker.getPort()));
                long id = answer(socket, connect()).getLong(Long.BYTES);
                answer(socket, leave(id, socket.getLocalPort()));
            } catch (IOException e) {
                log.atDebug().log("the warm-up request failed: {}", e.getMessage());
            }
        }

        private static byte[] connect() {
            return ByteBuffer.allocate(HEAD)
                    .putLong(UdpHandler.PROTOCOL_ID)
                    .putInt(UdpResponses.CONNECT)
                    .array();
        }

        private static byte[] leave(long id, int port) {
            return ByteBuffer.allocate(AnnouncePacket.LENGTH)
                    .putLong(id)
                    .putInt(UdpResponses.ANNOUNCE)
                    .putInt(AnnouncePacket.EVENT, STOPPED)
                    .putShort(AnnouncePacket.PORT, (short) port)
                    .array();
        }

        private static ByteBuffer answer(DatagramSocket socket, byte[] question) throws IOException {
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet = new DatagramPacket(new byte[HEAD * Long.BYTES], HEAD * Long.BYTES);
            socket.receive(packet);
            return ByteBuffer.wrap(packet.getData());
        }
    }
}
