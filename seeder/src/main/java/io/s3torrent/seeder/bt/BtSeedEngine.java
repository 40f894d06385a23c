package io.s3torrent.seeder.bt;

import bt.Bt;
import bt.data.ChunkDescriptor;
import bt.data.ChunkVerifier;
import bt.data.LocalBitfield;
import bt.metainfo.TorrentId;
import bt.module.ServiceModule;
import bt.net.IPeerConnectionPool;
import bt.net.PeerConnection;
import bt.runtime.BtClient;
import bt.runtime.BtRuntime;
import bt.runtime.Config;
import bt.torrent.TorrentDescriptor;
import bt.torrent.TorrentRegistry;
import bt.torrent.data.DataWorker;
import com.google.inject.AbstractModule;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.EngineSnapshot;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Seeds torrents with the bt library, for comparison with our own engine.
 *
 * <p>All torrents share one runtime and one port. We do not work around the library's limits: one peer that stops reading stalls all
 * others, because one thread writes to all; every torrent costs a thread; it supports neither BEP 6 nor encryption. This object guards the
 * table of torrents; {@link PieceReads} guards itself.
 */
public final class BtSeedEngine implements SeedEngine {
    /** How long the library may take to start or stop a torrent. It polls once a second. */
    private static final Duration TURN = Duration.ofSeconds(4);

    private static final int MAX_CONNECTIONS = 200;

    /** The size of a buffer for one direction of a connection. It must hold the longest message. */
    private static final int BUFFER = 256 << 10;

    private final PeerPort port;
    private final PeerId id;
    private final PieceReads reads;
    private final BtRuntime runtime;
    /** The torrents that the library serves. Each future completes when the library has released the torrent. */
    private final Map<InfoHash, CompletableFuture<?>> lives = new HashMap<>();

    private boolean closed;

    private BtSeedEngine(PeerPort port, PeerId id) {
        this.port = port;
        this.id = id;
        this.reads = new PieceReads();
        Config config = BtRuntimes.config(port);
        config.setMaxPeerConnections(MAX_CONNECTIONS);
        config.setMaxPeerConnectionsPerTorrent(MAX_CONNECTIONS);
        config.setNetworkBufferSize(BUFFER);
        this.runtime = BtRuntimes.builder(config, port, id)
                .module(new Bindings(reads))
                .disablePeerExchange()
                .build();
        runtime.getEventSource().onPeerDisconnected(null, event -> reads.forget(event.getPeer()));
        runtime.startup();
    }

    /**
     * Starts to listen for peers.
     *
     * @param listen port 0 means any free port
     * @throws IOException if the port is taken
     */
    public static BtSeedEngine start(InetSocketAddress listen, PeerId id) throws IOException {
        return new BtSeedEngine(PeerPort.bind(listen), id);
    }

    @Override
    public synchronized void add(SeedTorrent torrent) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        reads.serve(torrent);
        if (!closed && !lives.containsKey(infoHash)) {
            CompletableFuture<Void> started = new CompletableFuture<>();
            runtime.getEventSource().onTorrentStarted(BtTorrent.id(infoHash), event -> started.complete(null));
            BtTorrent content = new BtTorrent(torrent.metainfo().info());
            BtClient client = Bt.client(runtime)
                    .torrent(() -> content)
                    .storage(new EmptyStorage())
                    .build();
            lives.put(infoHash, client.startAsync());
            await(CompletableFuture.anyOf(started, lives.get(infoHash)));
        }
    }

    @Override
    public synchronized void remove(InfoHash infoHash) {
        CompletableFuture<?> life = lives.remove(infoHash);
        if (reads.stop(infoHash) && life != null) {
            // Not BtClient.stop(): it returns before the library has released the torrent, so adding it again would fail.
            TorrentId torrentId = BtTorrent.id(infoHash);
            runtime.service(TorrentRegistry.class).getDescriptor(torrentId).ifPresent(TorrentDescriptor::stop);
            closeConnections(torrentId);
            await(life);
            closeConnections(torrentId);
        }
    }

    private void closeConnections(TorrentId torrentId) {
        runtime.service(IPeerConnectionPool.class).visitConnections(torrentId, PeerConnection::closeQuietly);
    }

    private static void await(CompletableFuture<?> turn) {
        try {
            turn.get(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the bt library did not start or stop a torrent in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does nothing: this engine does not dial, it exists only for comparison. */
    @Override
    public void addPeers(InfoHash infoHash, List<PeerEndpoint> peers) {}

    @Override
    public InetSocketAddress listenAddress() {
        return port.address();
    }

    @Override
    public PeerId peerId() {
        return id;
    }

    @Override
    public long uploadedBytes(InfoHash infoHash) {
        return reads.uploaded(infoHash);
    }

    @Override
    public EngineSnapshot snapshot() {
        AtomicInteger open = new AtomicInteger();
        IPeerConnectionPool pool = runtime.service(IPeerConnectionPool.class);
        for (InfoHash infoHash : served()) {
            pool.visitConnections(BtTorrent.id(infoHash), connection -> {
                if (!connection.isClosed()) {
                    open.incrementAndGet();
                }
            });
        }
        return new EngineSnapshot(open.get(), reads.uploaded(), 0);
    }

    private synchronized List<InfoHash> served() {
        return List.copyOf(lives.keySet());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            BtRuntimes.end(runtime, port);
            port.close();
            lives.clear();
        }
    }

    /** Replaces the library's storage and verifier: pieces come from a source that verifies them, so nothing is hashed at the start. */
    private static final class Bindings extends AbstractModule {
        private final PieceReads reads;

        Bindings(PieceReads reads) {
            this.reads = reads;
        }

        @Override
        protected void configure() {
            bind(DataWorker.class).toInstance(reads);
            bind(ChunkVerifier.class).toInstance(new AllVerified());
            ServiceModule.extend(binder()).addMessagingAgent(reads);
        }
    }

    /** Reports every piece as verified. The piece source verifies each piece when it is read. */
    private static final class AllVerified implements ChunkVerifier {

        @Override
        public boolean verify(List<ChunkDescriptor> chunks, LocalBitfield bitfield) {
            for (int piece = 0; piece < chunks.size(); piece++) {
                bitfield.markLocalPieceVerified(piece);
            }
            return true;
        }

        @Override
        public boolean verify(ChunkDescriptor chunk) {
            return true;
        }

        @Override
        public boolean verifyIfPresent(ChunkDescriptor chunk) {
            return true;
        }
    }
}
