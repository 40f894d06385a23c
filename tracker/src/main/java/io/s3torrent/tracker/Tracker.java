package io.s3torrent.tracker;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.RandomPort;
import io.s3torrent.net.http.HttpListener;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.status.AdminServer;
import io.s3torrent.status.StatusPages;
import io.s3torrent.status.StatusSource;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedPeer;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.announce.PinnedTorrents.HybridHashes;
import io.s3torrent.tracker.http.EmbeddedHttpTracker;
import io.s3torrent.tracker.http.HttpTracker;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmStore;
import io.s3torrent.tracker.swarm.SwarmTotals;
import io.s3torrent.tracker.udp.UdpTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A BitTorrent tracker over HTTP and UDP, for the torrents that its user allows.
 *
 * <p>The path of an announce: event loop → {@code http} or {@code udp} (bytes to request) → {@code announce} (admit, apply, compose)
 * → {@code swarm} (peers) → back. All methods are safe for use by many threads.
 */
public final class Tracker implements AutoCloseable {
    /** The time in which the expiry checks every peer once. */
    private static final long EXPIRY_CYCLE_MILLIS = 60_000;

    private final PinnedTorrents torrents;
    private final TrackerStore swarms;
    private final AnnounceService service;
    private final CloseStack closeStack;
    private final InetSocketAddress address;
    private final Optional<HttpListener> http;
    private final UdpTracker udp;
    private final Optional<HttpListener> https;
    private final Optional<HttpServer> admin;
    private final long swarmMemory;
    private volatile boolean serving = true;

    private Tracker(
            PinnedTorrents torrents,
            Predicate<InfoHash> others,
            TrackerStore swarms,
            TrackerConfig config,
            CloseStack closeStack)
            throws IOException {
        this.torrents = torrents;
        this.swarms = swarms;
        this.service = new AnnounceService(torrents, others, swarms.store(), config.announce(), config.access());
        this.closeStack = closeStack;
        EventLoops eventLoops = closeStack.add(EventLoops.start("s3torrent-tracker", config.workers()));
        Servers servers = bind(config, eventLoops, service);
        this.http = servers.http();
        this.address = http.map(HttpListener::address).orElse(config.http());
        this.udp = closeStack.add(servers.udp());
        http.ifPresent(closeStack::add);
        service.metrics().reset(); // do not count the requests of the tracker's own warm-up
        this.https = bindHttps(config, eventLoops, service);
        https.ifPresent(closeStack::add);
        long slice = EXPIRY_CYCLE_MILLIS / SwarmStore.EXPIRY_SLICES;
        Future<?> expiry = eventLoops.every(Duration.ofMillis(slice), swarms.store()::expire);
        closeStack.add(() -> expiry.cancel(false));
        this.swarmMemory = config.swarms().memory();
        this.admin = startAdmin(config);
    }

    /**
     * Starts a tracker that tracks no torrents yet.
     *
     * @throws IOException when a port is in use: the tracker never chooses another one
     */
    public static Tracker start(TrackerConfig config) throws IOException {
        return start(config, infoHash -> false);
    }

    /**
     * Starts a tracker.
     *
     * @param others torrents to track in addition to the allowed ones; tested at each announce, on an event loop
     * @throws IOException when a port is in use
     */
    public static Tracker start(TrackerConfig config, Predicate<InfoHash> others) throws IOException {
        PinnedTorrents torrents = new PinnedTorrents();
        TrackerStore swarms =
                TrackerStore.open(config, infoHash -> torrents.contains(infoHash) || others.test(infoHash));
        CloseStack closeStack = new CloseStack();
        try {
            return new Tracker(torrents, others, swarms, config, closeStack);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            swarms.abandon();
            throw e;
        }
    }

    /** The listeners for plain HTTP and UDP. */
    private record Servers(Optional<HttpListener> http, UdpTracker udp) {}

    private static Servers bind(TrackerConfig config, EventLoops eventLoops, AnnounceService service)
            throws IOException {
        if (config.embedded()) {
            return new Servers(Optional.empty(), bindUdp(config, config.udp(), eventLoops, service));
        }
        return RandomPort.open(config.isAnyPort(), () -> bindBoth(config, eventLoops, service));
    }

    private static Servers bindBoth(TrackerConfig config, EventLoops eventLoops, AnnounceService service)
            throws IOException {
        HttpListener http =
                HttpTracker.bind(eventLoops, config.http(), service, config.connections(), config.proxies());
        InetSocketAddress at = config.isAnyPort()
                ? new InetSocketAddress(
                        config.udp().getAddress(), http.address().getPort())
                : config.udp();
        try {
            return new Servers(Optional.of(http), bindUdp(config, at, eventLoops, service));
        } catch (IOException e) {
            http.close();
            throw e;
        }
    }

    private static UdpTracker bindUdp(
            TrackerConfig config, InetSocketAddress listen, EventLoops eventLoops, AnnounceService service)
            throws IOException {
        return UdpTracker.bind(eventLoops, listen, service, config.connectionKey(), config.proxies());
    }

    private static Optional<HttpListener> bindHttps(
            TrackerConfig config, EventLoops eventLoops, AnnounceService service) throws IOException {
        return config.https().isEmpty()
                ? Optional.empty()
                : Optional.of(HttpTracker.bind(
                        eventLoops, config.https().get(), service, config.connections(), config.proxies()));
    }

    private Optional<HttpServer> startAdmin(TrackerConfig config) throws IOException {
        if (config.admin().isEmpty()) {
            return Optional.empty();
        }
        StatusPages pages = closeStack.add(new StatusPages(config.admin().get(), () -> serving, List.of(report())));
        return Optional.of(closeStack.add(AdminServer.start(config.admin().get(), pages)));
    }

    /** The address of the HTTP listener. */
    public InetSocketAddress address() {
        return address;
    }

    /** A handler for tracker requests on another HTTP server of this process. */
    public EmbeddedHttpTracker embedded() {
        return new EmbeddedHttpTracker(service);
    }

    /** The address of the HTTPS listener, if there is one. */
    public Optional<InetSocketAddress> httpsAddress() {
        return https.map(HttpListener::address);
    }

    /** The address of the UDP sockets. */
    public InetSocketAddress udpAddress() {
        return udp.address();
    }

    /** The address of the admin server, if there is one. */
    public Optional<InetSocketAddress> adminAddress() {
        return admin.map(HttpServer::address);
    }

    /** The current state and counters. Goes through all swarms, so do not call it often. */
    public TrackerSnapshot snapshot() {
        int connections = http.map(HttpListener::connections).orElse(0)
                + https.map(HttpListener::connections).orElse(0);
        return new TrackerSnapshot(
                serving, totals(), swarmMemory, connections, service.metrics(), swarms.clusterSnapshot());
    }

    /** Totals of all swarms. An allowed hybrid counts as one torrent, and a peer in both of its swarms as one peer. */
    private SwarmTotals totals() {
        SwarmTotals totals = swarms.store().totals();
        for (HybridHashes hybrid : torrents.hybrids()) {
            totals = totals.minus(swarms.store().inCommon(hybrid.v1(), hybrid.v2()));
        }
        return totals;
    }

    /** The source of this tracker's numbers on the status pages. */
    public StatusSource report() {
        return new TrackerStatusSource(this::snapshot);
    }

    /** Starts to track a torrent. */
    public void allow(InfoHash infoHash) {
        torrents.allow(infoHash);
    }

    /** Starts to track both swarms of a hybrid torrent. */
    public void allow(HybridHashes hybrid) {
        torrents.allow(hybrid);
    }

    /** Stops tracking a torrent, and forgets its peers. */
    public void withdraw(InfoHash infoHash) {
        torrents.withdraw(infoHash);
        swarms.store().forget(infoHash);
    }

    /**
     * Starts to track a torrent and pins a seeder of this process in it. Every response with room for it lists the pinned seeder, which
     * never announces.
     *
     * @param endpoint where the seeder listens; a wildcard address means the address at which the client reached the tracker
     */
    public void pin(InfoHash infoHash, PeerId peerId, PeerEndpoint endpoint) {
        torrents.pin(infoHash, new PinnedPeer(peerId, endpoint));
    }

    /** Removes the pinned seeders of a torrent, which stays tracked. */
    public void unpin(InfoHash infoHash) {
        torrents.unpin(infoHash);
    }

    /** Sets the listener that gets the torrent and the address of each peer that begins to download. It runs on an event loop. */
    public void onLeecher(BiConsumer<InfoHash, InetAddress> listener) {
        service.onLeecher(listener);
    }

    /** The size of a swarm, including pinned seeders; all 0 for a torrent that is not tracked. */
    public SwarmCounts counts(InfoHash infoHash) {
        return service.counts(infoHash);
    }

    /**
     * Stops accepting connections, and reports on {@code /readyz} that the tracker shuts down. Still answers requests on open connections
     * and over UDP. Call {@link #close} afterwards.
     *
     * @param patience maximum time to wait for idle connections
     */
    public void drain(Duration patience) throws InterruptedException {
        serving = false;
        if (http.isPresent()) {
            http.get().drain(patience);
        }
        if (https.isPresent()) {
            https.get().drain(patience);
        }
    }

    /** Closes all ports and ends all threads, within 5 seconds. */
    @Override
    public void close() {
        closeStack.close();
        swarms.close();
    }
}
