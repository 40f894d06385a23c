package io.s3torrent.seeder.wire;

import io.netty.bootstrap.Bootstrap;
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
import io.s3torrent.net.EventLoops;
import io.s3torrent.seeder.engine.EngineSnapshot;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.wire.connect.AnnouncedPeers;
import io.s3torrent.seeder.wire.connect.ConnectionLimits;
import io.s3torrent.seeder.wire.mse.KeyExchangePool;
import io.s3torrent.seeder.wire.upload.UploadRateLimiter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seeds with our own implementation of the peer protocol: one port, all torrents, one event loop per core. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel's failure arrives as its channelInactive
public final class PeerServer implements SeedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);

    /** Stops writing blocks when 1 MiB waits to be sent, and continues at 512 KiB. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);

    private static final AdaptiveRecvByteBufAllocator RECEIVE_BUFFER =
            new AdaptiveRecvByteBufAllocator(512, 4096, 64 << 10);
    private static final int BACKLOG = 1024;
    private static final int CLOSE_SECONDS = 1;

    private static final int CONNECT_MILLIS = 10_000;

    private final PeerId peerId;
    private final PeerSwarms swarms;
    private final AnnouncedPeers announced = new AnnouncedPeers();
    private final KeyExchangePool keyExchanges = new KeyExchangePool();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private final EventLoops transport;
    private final PeerPipeline pipeline;
    private final Channel listener;
    private final Dialer dialer;

    private PeerServer(InetSocketAddress listen, PeerId peerId, PeerConfig config) throws IOException {
        this.peerId = peerId;
        this.transport = EventLoops.start("s3torrent-wire", Runtime.getRuntime().availableProcessors());
        UploadPolicy uploadPolicy = new UploadPolicy(config.rates(), this::after);
        this.swarms = new PeerSwarms(
                uploadPolicy,
                torrent -> pieceOffers(torrent, config),
                this::addPeers,
                () -> config.dht().isPresent() ? listenAddress().getPort() : 0);
        PeerAdmission admission =
                new PeerAdmission(peerId, swarms, new ConnectionLimits(config.limits()), config.filter());
        this.pipeline = new PeerPipeline(admission, config.encryption(), keyExchanges);
        this.listener = listen(listen);
        channels.add(listener);
        this.dialer = new Dialer(clientBootstrap(), pipeline, listenAddress(), channels);
    }

    /** Opens the port with the default settings. */
    public static PeerServer start(InetSocketAddress listen, PeerId peerId) throws IOException {
        return start(listen, peerId, PeerConfig.DEFAULT);
    }

    /**
     * Opens the port.
     *
     * @param listen port 0 means any free port
     * @throws IOException if the port is taken
     */
    public static PeerServer start(InetSocketAddress listen, PeerId peerId, PeerConfig config) throws IOException {
        return new PeerServer(listen, peerId, config);
    }

    private PieceOffers pieceOffers(SeedTorrent torrent, PeerConfig config) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        // A single piece cannot be withheld: libtorrent 2.0.8 disconnects a peer whose first HAVE makes it a seeder.
        boolean whole = torrent.metainfo().info().layout().pieceCount() == 1;
        return whole || config.copies().isUnlimited()
                ? PieceOffers.ALL
                : new CopyOffers(
                        torrent,
                        config.copies(),
                        announced,
                        config.rates().areLimited(),
                        this::after,
                        () -> hasSpareUpload(infoHash));
    }

    /** True when no peer waits for the upload limits of a torrent. */
    private boolean hasSpareUpload(InfoHash infoHash) {
        return swarms.findOpen(infoHash).stream()
                .flatMap(swarm -> swarm.limits().stream())
                .noneMatch(UploadRateLimiter::isShort);
    }

    private void after(long nanos, Runnable task) {
        try {
            ScheduledFuture<?> unused = transport.group().schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // the loops have ended, so the task has nothing left to do
            LOG.trace("closed", e);
        }
    }

    private Channel listen(InetSocketAddress listen) throws IOException {
        try {
            return transport.listen("the peer port", listen, serverBootstrap());
        } catch (IOException e) {
            end();
            throw e;
        }
    }

    private ServerBootstrap serverBootstrap() {
        return new ServerBootstrap()
                .group(transport.group())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        pipeline.initAccepted(channel);
                        channels.add(channel);
                    }
                });
    }

    /** Dials from the listen address if it names one interface: peers know us by it, and it may be the only network we should use. */
    private Bootstrap clientBootstrap() {
        Bootstrap bootstrap = new Bootstrap()
                .group(transport.group())
                .channel(transport.socketType())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        InetAddress bound = listenAddress().getAddress();
        return bound.isAnyLocalAddress() ? bootstrap : bootstrap.localAddress(new InetSocketAddress(bound, 0));
    }

    @Override
    public void add(SeedTorrent torrent) {
        swarms.add(torrent);
    }

    @Override
    public void remove(InfoHash infoHash) {
        swarms.infoHashes(infoHash).forEach(dialer::forget);
        swarms.remove(infoHash);
    }

    @Override
    public void addPeers(InfoHash infoHash, List<PeerEndpoint> peers) {
        if (!swarms.infoHashes(infoHash).isEmpty()) {
            dialer.addPeers(infoHash, peers);
        }
    }

    @Override
    public Optional<Info> find(InfoHash infoHash) {
        return swarms.info(infoHash);
    }

    @Override
    public boolean hasPeers(InfoHash infoHash) {
        return swarms.findOpen(infoHash)
                .filter(swarm -> !swarm.peers().isEmpty())
                .isPresent();
    }

    @Override
    public void announced(InfoHash infoHash, InetAddress address) {
        swarms.infoHashes(infoHash).stream()
                .findFirst()
                .ifPresent(torrent -> announced.add(torrent, ConnectedPeer.block(address), System.nanoTime()));
    }

    @Override
    public boolean mayRead(InfoHash infoHash, InetAddress client, ByteRange range) {
        return swarms.findOpen(infoHash)
                .map(swarm -> swarm.mayRead(client, range))
                .orElse(true);
    }

    @Override
    public Optional<ContentStream> read(
            InfoHash infoHash, InetAddress client, ByteRange range, ScheduledExecutorService loop, Runnable more) {
        return swarms.findOrOpen(infoHash).map(swarm -> {
            BooleanSupplier seeded = () -> swarms.findOpen(infoHash).orElse(null) == swarm;
            return new SwarmContentStream(swarm, seeded, client, range, loop, more);
        });
    }

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
        return swarms.uploadedBytes(infoHash);
    }

    @Override
    public EngineSnapshot snapshot() {
        int connections = 0;
        long paused = 0;
        for (PeerSwarm swarm : swarms.open().toList()) {
            connections += swarm.peers().size();
            paused += swarm.storeDebt().pauses();
        }
        return new EngineSnapshot(connections, swarms.uploadedBytes(), paused);
    }

    @Override
    public void close() {
        dialer.close();
        end();
    }

    private void end() {
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        transport.close();
        keyExchanges.close();
    }
}
