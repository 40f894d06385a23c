package io.s3torrent.seeder.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.EngineSnapshot;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.tracker.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Seeds over our own peer wire: one port, all torrents, an event loop per core. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class PeerServer implements SeedEngine {
    static final String DOOR = "door";

    /** Blocks are written until 1 MiB lies unsent, and again once it is 512 KiB. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);

    private static final AdaptiveRecvByteBufAllocator RECEIVE_BUFFER =
            new AdaptiveRecvByteBufAllocator(512, 4096, 64 << 10);
    private static final int BACKLOG = 1024;
    private static final int CLOSE_SECONDS = 1;

    private final PeerId peerId;
    private final ServedTorrents torrents;
    private final ConnectionLimits limits = new ConnectionLimits();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Transport transport;
    private final LongAdder uploadedBefore = new LongAdder();
    private final Channel listener;

    private PeerServer(InetSocketAddress listen, PeerId peerId, UploadRates rates, CopyPolicy copies)
            throws IOException {
        this.peerId = peerId;
        this.transport = Transport.start("s3torrent-wire", Runtime.getRuntime().availableProcessors());
        this.torrents = new ServedTorrents(
                new Sharing(rates, this::after), torrent -> offers(torrent, copies), (infoHash, named) -> {});
        this.listener = listen(listen);
        channels.add(listener);
    }

    /**
     * Opens the port.
     *
     * @param listen port 0 means any free one
     * @throws IOException when it is taken
     */
    public static PeerServer start(InetSocketAddress listen, PeerId peerId) throws IOException {
        return start(listen, peerId, UploadRates.NONE);
    }

    /** Opens the port, and sends no faster than {@code rates} say. */
    public static PeerServer start(InetSocketAddress listen, PeerId peerId, UploadRates rates) throws IOException {
        return start(listen, peerId, rates, CopyPolicy.UNLIMITED);
    }

    /** Opens the port, for swarms that are to cost so many copies. */
    public static PeerServer start(InetSocketAddress listen, PeerId peerId, UploadRates rates, CopyPolicy copies)
            throws IOException {
        return new PeerServer(listen, peerId, rates, copies);
    }

    private Offers offers(SeedTorrent torrent, CopyPolicy copies) {
        return copies.isUnlimited()
                ? Offers.ALL
                : new CopyOffers(
                        torrent,
                        copies,
                        this::after,
                        () -> isSpare(torrent.metainfo().infoHash()));
    }

    /** True when nobody waits for what a torrent may send. */
    private boolean isSpare(InfoHash infoHash) {
        return torrents.find(infoHash).stream()
                .flatMap(torrent -> torrent.limits().stream())
                .noneMatch(UploadLimit::isShort);
    }

    private void after(long nanos, Runnable task) {
        if (!transport.group().isShuttingDown()) {
            ScheduledFuture<?> unused = transport.group().schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Channel listen(InetSocketAddress listen) throws IOException {
        try {
            return Transport.bound("the peer port", listen, bootstrap().bind(listen));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(transport.group())
                .channel(transport.serverType())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        PeerDoor door = new PeerDoor(channel, peerId, torrents, limits);
                        channel.pipeline().addLast(new PeerWireDecoder(door)).addLast(DOOR, door);
                        channels.add(channel);
                    }
                });
    }

    @Override
    public void add(SeedTorrent torrent) {
        torrents.add(torrent);
    }

    @Override
    public void remove(InfoHash infoHash) {
        uploadedBefore.add(uploadedBytes(infoHash));
        torrents.remove(infoHash);
    }

    @Override
    public void peers(InfoHash infoHash, List<PeerEndpoint> named) {}

    @Override
    public InetSocketAddress listenAddress() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public PeerId peerId() {
        return peerId;
    }

    @Override
    public long uploadedBytes(InfoHash infoHash) {
        return torrents.find(infoHash).map(torrent -> torrent.uploaded().sum()).orElse(0L);
    }

    @Override
    public EngineSnapshot snapshot() {
        int connections = 0;
        long uploaded = uploadedBefore.sum();
        for (ServedTorrent torrent : torrents.all()) {
            connections += torrent.connections().size();
            uploaded += torrent.uploaded().sum();
        }
        return new EngineSnapshot(connections, uploaded);
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        transport.close();
    }
}
