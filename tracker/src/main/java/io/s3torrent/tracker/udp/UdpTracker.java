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

/** The tracker's UDP sockets, one for each event loop where they can share a port. Runs on event loops that outlives it. */
public final class UdpTracker implements AutoCloseable {
    /** A scrape of 74 torrents has 1496 bytes, an announce 98 and its options. What is longer is cut off, and is nothing of ours. */
    private static final int DATAGRAM = 2048;

    /** Datagrams that one call takes from the kernel. */
    private static final int BATCH = 64;

    /** Calls before the answers go out. */
    private static final int CALLS = 4;

    /** What bursts need; the kernel gives what its administrator allows. */
    private static final int SOCKET_BUFFER = 4 << 20;

    private final List<Channel> sockets;

    private UdpTracker(List<Channel> sockets) {
        this.sockets = sockets;
    }

    /**
     * Starts to listen. {@code [::]} serves IPv4 too.
     *
     * @param key of the connection ids: trackers that share a name share it too
     * @param proxies whose word counts about who is behind them
     * @throws UdpTakenException when the address cannot be had, because another process has the port, say
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

    /** The first socket was bound alone, so that nobody else has the port; only now others may share it. */
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

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.get(0).localAddress();
    }

    /** Frees the port. */
    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    }

    /** Asks our own sockets first, so that no stranger has to wait for classes to load: clients ask again when an answer takes long. */
    private static final class UdpWarmup {
        private static final Logger log = LoggerFactory.getLogger(UdpWarmup.class);
        private static final Duration PATIENCE = Duration.ofSeconds(1);
        private static final int HEAD = 16;
        private static final int STOPPED = 3;

        private UdpWarmup() {}

        /** Connects, and leaves a swarm that it never was in: both change nothing. */
        static void ask(InetSocketAddress tracker) {
            InetAddress bound = tracker.getAddress();
            InetAddress host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.connect(new InetSocketAddress(host, tracker.getPort()));
                long id = answer(socket, connect()).getLong(Long.BYTES);
                answer(socket, leave(id, socket.getLocalPort()));
            } catch (IOException e) {
                log.atDebug().log("could not ask ourselves: {}", e.getMessage());
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
