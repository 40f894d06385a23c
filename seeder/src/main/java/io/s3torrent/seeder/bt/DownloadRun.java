package io.s3torrent.seeder.bt;

import bt.runtime.BtRuntime;
import bt.runtime.Config;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.bt.DownloadException.Cancelled;
import io.s3torrent.seeder.bt.DownloadException.Stalled;
import io.s3torrent.seeder.engine.AnnouncedSwarm;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** What the two halves of a download share: fetching the metadata, and fetching the pieces. */
final class DownloadRun {
    private static final long TICK_MILLIS = 200;

    /** With two buffers of 4 MiB each, as many connections as a small heap's allowance of direct memory has room for. */
    private static final int MAX_CONNECTIONS = 32;

    final DownloadRequest request;
    final DownloadListener listener;
    final PeerId id = PeerId.random(SoftwareName.PEER_ID_PREFIX, new SecureRandom());
    final PeerPort port;
    private final Set<InetSocketAddress> peers;

    /** Those of them whom only the DHT has named. */
    private final Set<InetSocketAddress> strangers = ConcurrentHashMap.newKeySet();

    /** Bytes that are missing, as trackers are told; while the torrent is unknown, one. */
    private volatile long left = 1;

    /** Bytes that peers sent, as trackers are told. */
    private volatile long downloaded;

    /** Fails when somebody cancels, or the disk does not take what arrives. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    DownloadRun(DownloadRequest request, DownloadListener listener, PeerPort port) {
        this.request = request;
        this.listener = listener;
        this.port = port;
        this.peers = BtSwarm.peers(request.peers());
    }

    /** What trackers are told of us; whom they name is dialled. */
    AnnouncedSwarm member() {
        return member(this::meet);
    }

    /** What the DHT is told of us; whom it names is dialled until the torrent proves to be private. */
    AnnouncedSwarm memberInDht() {
        return member(this::meetStrangers);
    }

    private AnnouncedSwarm member(Consumer<List<PeerEndpoint>> named) {
        return new AnnouncedSwarm(
                request.magnet().infoHash(), id, port.port(), () -> 0, () -> downloaded, () -> left, named);
    }

    private void meet(List<PeerEndpoint> named) {
        addresses(named).forEach(peer -> {
            peers.add(peer);
            strangers.remove(peer);
        });
    }

    private void meetStrangers(List<PeerEndpoint> named) {
        addresses(named).filter(peers::add).forEach(strangers::add);
    }

    private static Stream<InetSocketAddress> addresses(List<PeerEndpoint> named) {
        return named.stream().map(peer -> new InetSocketAddress(peer.address(), peer.port()));
    }

    /** Dials nobody any more whom only the DHT has named. */
    void forgetStrangers() {
        peers.removeAll(strangers);
    }

    /** Peers to dial; may grow at any time, by any thread. */
    Set<InetSocketAddress> peers() {
        return peers;
    }

    /** Makes {@link #await} fail with the reason. */
    void end(IOException reason) {
        ended.completeExceptionally(reason);
    }

    boolean isEnded() {
        return ended.isDone();
    }

    /** The settings by which the library is fast: measured 44 MB/s with its own, 323 with these. */
    Config config() {
        Config config = BtRuntimes.config(port);
        config.setMaxOutstandingRequests(2000);
        config.setMaxSimultaneouslyAssignedPieces(32);
        config.setNetworkBufferSize(4 << 20);
        config.setMaxPeerConnections(MAX_CONNECTIONS);
        config.setMaxPeerConnectionsPerTorrent(MAX_CONNECTIONS);
        // A seed that reads from S3 may be silent for some seconds; a minute's ban would leave us alone with nobody.
        config.setMaxPieceReceivingTime(Duration.ofSeconds(30));
        config.setTimeoutedAssignmentPeerBanDuration(Duration.ofSeconds(5));
        config.setPeerDiscoveryInterval(Duration.ofSeconds(1));
        config.setMetadataExchangeMaxSize(MetainfoCodec.MAX_BYTES);
        return config;
    }

    /**
     * Waits for {@code goal}, dials, tells the listener.
     *
     * @param total bytes of the torrent, 0 while unknown
     * @param verified bytes that are there
     * @param arrived grows with everything useful that arrives
     * @throws Stalled when that does not grow for too long
     * @throws Cancelled when somebody said so
     */
    <T> T await(CompletableFuture<T> goal, BtSwarm swarm, long total, LongSupplier verified, LongSupplier arrived)
            throws IOException, InterruptedException {
        StallWatch watch = new StallWatch(request.patience(), System.nanoTime());
        CompletableFuture<?> either = CompletableFuture.anyOf(goal, ended);
        while (true) {
            swarm.dial();
            int connected = swarm.connected();
            left = total == 0 ? 1 : total - verified.getAsLong();
            listener.progress(verified.getAsLong(), total, connected);
            try {
                either.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
                T reached = goal.get(0, TimeUnit.MILLISECONDS);
                left = total == 0 ? 1 : total - verified.getAsLong();
                listener.progress(verified.getAsLong(), total, connected);
                return reached;
            } catch (TimeoutException e) {
                downloaded = arrived.getAsLong();
                watch.check(downloaded, connected, System.nanoTime());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            }
        }
    }

    /** Ends a runtime of this download with all its threads. */
    void close(BtRuntime runtime) {
        BtRuntimes.end(runtime, port);
    }
}
