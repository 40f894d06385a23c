package io.s3torrent.tracker;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.OwnTorrents;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.http.HttpTracker;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Future;

/**
 * A BitTorrent tracker for the torrents it is told of, and no others.
 *
 * <p>The way of an announce: event loop → {@code http} (bytes to request) → {@code announce} (admit, apply, compose) →
 * {@code swarm} (who is there) → back. All methods are safe for use by many threads.
 */
public final class Tracker implements AutoCloseable {
    /** In which every peer is looked at once for its silence. */
    private static final long EXPIRY_CYCLE_MILLIS = 60_000;

    private final OwnTorrents torrents;
    private final SwarmStore store;
    private final AnnounceService service;
    private final Transport transport;
    private final HttpTracker http;
    private final Future<?> expiry;

    private Tracker(OwnTorrents torrents, SwarmStore store, TrackerConfig config, Transport transport)
            throws IOException {
        this.torrents = torrents;
        this.store = store;
        this.service = new AnnounceService(torrents, store, config.policy());
        this.transport = transport;
        this.http = HttpTracker.bind(transport, config.listen(), service, config.http());
        long slice = EXPIRY_CYCLE_MILLIS / SwarmStore.EXPIRY_SLICES;
        this.expiry = transport.every(Duration.ofMillis(slice), store::expire);
    }

    /**
     * Starts to serve; tracks nothing yet.
     *
     * @throws IOException when the port is taken: a tracker never drifts to another one
     */
    public static Tracker start(TrackerConfig config) throws IOException {
        SecureRandom secret = new SecureRandom();
        SwarmStore store = new MemorySwarmStore(
                config.swarms(), System::nanoTime, secret, new SplittableRandom(secret.nextLong()));
        Transport transport = Transport.start("s3torrent-tracker", config.workers());
        try {
            return new Tracker(new OwnTorrents(), store, config, transport);
        } catch (IOException e) {
            transport.close();
            throw e;
        }
    }

    /** Where HTTP is served. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Tracks a torrent from now on. */
    public void allow(InfoHash infoHash) {
        torrents.allow(infoHash);
    }

    /** Tracks a torrent no longer, and forgets its peers. */
    public void withdraw(InfoHash infoHash) {
        torrents.withdraw(infoHash);
        store.forget(infoHash);
    }

    /**
     * Makes our own seeder known in a torrent, which is tracked from now on: a seeder in every answer that has room for it,
     * without ever announcing.
     *
     * @param endpoint where it listens; with the wildcard address, the one at which the asker reached the tracker
     */
    public void pin(InfoHash infoHash, PeerId peerId, PeerEndpoint endpoint) {
        torrents.pin(infoHash, new PinnedPeer(peerId, endpoint));
    }

    /** Names our own seeder no longer in a torrent, which is tracked on. */
    public void unpin(InfoHash infoHash) {
        torrents.unpin(infoHash);
    }

    /** The size of a swarm, pinned seeders included; all 0 for a torrent that is not tracked. */
    public SwarmCounts counts(InfoHash infoHash) {
        return service.counts(infoHash);
    }

    /** Frees the port and ends every thread, within 5 seconds. */
    @Override
    public void close() {
        expiry.cancel(false);
        http.close();
        transport.close();
    }
}
