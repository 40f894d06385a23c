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

/** Holds what the two halves of a download share: fetching the metadata, and fetching the pieces. */
final class DownloadRun {
    private static final long TICK_MILLIS = 200;

    /** Each connection has two buffers of 4 MiB. A small heap allows direct memory for this many. */
    private static final int MAX_CONNECTIONS = 32;

    final DownloadRequest request;
    final DownloadListener listener;
    final PeerId id = PeerId.random(SoftwareName.PEER_ID_PREFIX, new SecureRandom());
    final PeerPort port;
    private final Set<InetSocketAddress> peers;

    /** The peers that only the DHT has named. */
    private final Set<InetSocketAddress> onlyFromDht = ConcurrentHashMap.newKeySet();

    /** Missing bytes, for trackers; 1 while the torrent is unknown. */
    private volatile long left = 1;

    /** Bytes that peers sent, for trackers. */
    private volatile long downloaded;

    /** Fails when the caller cancels, or a write to the disk fails. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    DownloadRun(DownloadRequest request, DownloadListener listener, PeerPort port) {
        this.request = request;
        this.listener = listener;
        this.port = port;
        this.peers = BtSwarm.peers(request.peers());
    }

    /** Our membership for trackers. Peers that they name are dialled. */
    AnnouncedSwarm member() {
        return member(this::addNamedPeers);
    }

    /** Our membership for the DHT. Peers that it names are dialled until the torrent proves to be private. */
    AnnouncedSwarm memberInDht() {
        return member(this::addDhtPeers);
    }

    private AnnouncedSwarm member(Consumer<List<PeerEndpoint>> named) {
        return new AnnouncedSwarm(
                request.magnet().infoHash(), id, port.port(), () -> 0, () -> downloaded, () -> left, named);
    }

    private void addNamedPeers(List<PeerEndpoint> named) {
        addresses(named).forEach(peer -> {
            peers.add(peer);
            onlyFromDht.remove(peer);
        });
    }

    private void addDhtPeers(List<PeerEndpoint> named) {
        addresses(named).filter(peers::add).forEach(onlyFromDht::add);
    }

    private static Stream<InetSocketAddress> addresses(List<PeerEndpoint> named) {
        return named.stream().map(peer -> new InetSocketAddress(peer.address(), peer.port()));
    }

    /** Stops dialing the peers that only the DHT has named. */
    void forgetDhtPeers() {
        peers.removeAll(onlyFromDht);
    }

    /** The peers to dial. Any thread may add to them at any time. */
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

    /** The settings that make the library fast: 323 MB/s, measured against 44 MB/s with its defaults. */
    Config config() {
        Config config = BtRuntimes.config(port);
        config.setMaxOutstandingRequests(2000);
        config.setMaxSimultaneouslyAssignedPieces(32);
        config.setNetworkBufferSize(4 << 20);
        config.setMaxPeerConnections(MAX_CONNECTIONS);
        config.setMaxPeerConnectionsPerTorrent(MAX_CONNECTIONS);
        // A seeder that reads from S3 may be silent for seconds. Banning it for a minute could leave us without peers.
        config.setMaxPieceReceivingTime(Duration.ofSeconds(30));
        config.setTimeoutedAssignmentPeerBanDuration(Duration.ofSeconds(5));
        config.setPeerDiscoveryInterval(Duration.ofSeconds(1));
        config.setMetadataExchangeMaxSize(MetainfoCodec.MAX_BYTES);
        return config;
    }

    /**
     * Waits for {@code goal}, and meanwhile dials peers and informs the listener.
     *
     * @param total bytes of the torrent, 0 while unknown
     * @param verified returns the verified bytes
     * @param arrived returns a number that grows with all useful bytes that arrive
     * @throws Stalled if that number does not grow for too long
     * @throws Cancelled if the caller cancelled the download
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

    /** Ends a runtime of this download and all its threads. */
    void close(BtRuntime runtime) {
        BtRuntimes.end(runtime, port);
    }

    /** Ends a download that makes no progress. For one thread. */
    static final class StallWatch {
        private final Duration patience;
        private long last;
        private long movedAt;

        StallWatch(Duration patience, long nanoTime) {
            this.patience = patience;
            this.movedAt = nanoTime;
        }

        /**
         * Checks a number that grows with all useful bytes that arrive.
         *
         * @param peers connected now, for the message
         * @throws Stalled if the number has not grown for too long
         */
        void check(long arrived, int peers, long nanoTime) throws Stalled {
            if (arrived > last) {
                last = arrived;
                movedAt = nanoTime;
            } else if (nanoTime - movedAt > patience.toNanos()) {
                String who = peers == 0 ? "no peers" : "nothing from " + peers + (peers == 1 ? " peer" : " peers");
                throw new Stalled(who + " for " + patience.toSeconds() + " s; start the download again to resume it");
            }
        }
    }
}
