package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.seeder.bt.BtSeedEngine;
import io.s3torrent.seeder.bt.MainlineDht;
import io.s3torrent.seeder.engine.ActiveTorrents;
import io.s3torrent.seeder.engine.AdvertisedAddress;
import io.s3torrent.seeder.engine.Announcer;
import io.s3torrent.seeder.engine.DhtSchedule;
import io.s3torrent.seeder.engine.EngineSnapshot;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.metainfo.InfoSpillFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.piece.cache.WatchedPieceSource;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentResolver;
import io.s3torrent.seeder.revalidate.Revalidation;
import io.s3torrent.seeder.revalidate.Revalidation.WatchedTorrent;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import io.s3torrent.seeder.webseed.WebSeed;
import io.s3torrent.seeder.webseed.WebSeedLimits;
import io.s3torrent.seeder.wire.PeerServer;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.status.StatusSource;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeds S3 objects: the whole path from a location to the peers that download it.
 *
 * <p>The constructor starts the parts in the order of the path: store, cache, {@link TorrentResolver}, tracker, engine, announcer. {@link
 * #seed} is the path of one torrent: pin the object's version, find or create its torrent, read its pieces through the cache, give it to
 * the engine, announce it to the trackers. Thread-safe.
 */
public final class Seeder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Seeder.class);

    /** Concurrent GETs. With 1 MiB per request and a store that answers after 50 ms, 400 MB/s need 24 of them. */
    static final int STORE_THREADS = 32;

    private final CloseStack closeStack;
    private final Ledger ledger;
    private final BudgetWatch budgets;
    private final AwsObjectStore aws;
    private final ObjectStore store;
    private final WorkerPool readThreads;
    private final PieceCache cache;
    private final Revalidation revalidation;
    private final BadPieceRetries retries;
    private final TorrentResolver torrents;
    private final InfoSpillFile infoSpillFile;
    private final Optional<Tracker> tracker;
    private final SeedEngine engine;
    private final ActiveTorrents activeTorrents;
    private final AdvertisedAddress advertised;
    private final List<String> announceUrls;
    private final WebSeed webSeed;
    /** By identity, because equal handles may be of different runs of one torrent. Guarded by its monitor. */
    private final Map<SeedHandle, Account> accounts = Collections.synchronizedMap(new IdentityHashMap<>());

    private final AtomicLong accountNumbers = new AtomicLong();
    private volatile SeedListener listener = SeedListener.NONE;

    /**
     * The costs of a torrent, and how to end it.
     *
     * @param number of the torrents before it
     */
    private record Account(long number, SeedHandle torrent, Ledger ledger, Runnable end) {}

    private Seeder(SeederConfig config, CloseStack closeStack) throws IOException {
        this.closeStack = closeStack;
        ledger = new Ledger();
        budgets = closeStack.add(BudgetWatch.open(config.budgets()));
        aws = closeStack.add(AwsObjectStore.open(config.s3(), ledger));
        store = budgets.limited(aws);
        cache = closeStack.add(PieceCache.open(config.cacheMemory(), config.cacheDisk()));
        revalidation = closeStack.add(Revalidation.start(config.revalidation()));
        retries = closeStack.add(new BadPieceRetries(Clock.systemUTC()));
        readThreads = closeStack.add(new WorkerPool("read", STORE_THREADS));
        torrents = new TorrentResolver(
                closeStack.add(new WorkerPool("hash", STORE_THREADS)),
                cache,
                config.persistence().of(aws));
        infoSpillFile =
                closeStack.add(new InfoSpillFile(config.persistence().stateDir().map(state -> state::open)));
        tracker = startTracker(config.tracker());
        engine = closeStack.add(startEngine(config));
        tracker.ifPresent(own -> own.onLeecher(engine::announced));
        advertised = new AdvertisedAddress(config.advertise(), config.trackerUrl());
        activeTorrents =
                new ActiveTorrents(engine, closeStack.add(Announcer.start()), startDht(config), tracker, advertised);
        announceUrls = announceUrls(config.announce());
        webSeed = new WebSeed(
                engine, activeTorrents::isPaused, streams(config.peers().limits()));
        closeStack.add(budgets.start(() -> engine.snapshot().uploadedBytes(), activeTorrents));
    }

    /**
     * Opens the store, the cache, the peer port and, if configured, the tracker.
     *
     * @throws IOException if a port is taken, the cache folder is in use, or the store's configuration is invalid
     */
    public static Seeder start(SeederConfig config) throws IOException {
        CloseStack closeStack = new CloseStack();
        try {
            return new Seeder(config, closeStack);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    /** Limits web seed clients like peers, but reserves some HTTP connections for clients that request torrents. */
    private static WebSeedLimits streams(PeerLimits peers) {
        return new WebSeedLimits(Math.min(peers.total(), HttpLimits.DEFAULT.connections() * 3 / 4), peers.perAddress());
    }

    private Optional<Tracker> startTracker(Optional<TrackerConfig> config) throws IOException {
        return config.isEmpty() ? Optional.empty() : Optional.of(closeStack.add(Tracker.start(config.get())));
    }

    private static SeedEngine startEngine(SeederConfig config) throws IOException {
        PeerId peerId = PeerId.random(SoftwareName.PEER_ID_PREFIX, new SecureRandom());
        return switch (config.engine()) {
            case NETTY -> PeerServer.start(config.listen(), peerId, config.peers());
            case BT -> BtSeedEngine.start(config.listen(), peerId);
        };
    }

    private Optional<DhtSchedule> startDht(SeederConfig config) throws IOException {
        if (config.peers().dht().isEmpty()) {
            return Optional.empty();
        }
        InetSocketAddress peers = engine.listenAddress();
        Optional<Path> folder = config.persistence().dhtFolder(peers.getPort());
        MainlineDht dht = MainlineDht.start(peers, config.peers().dht().get(), folder);
        return Optional.of(closeStack.add(DhtSchedule.start(dht)));
    }

    private List<String> announceUrls(List<String> others) throws IOException {
        List<String> urls = new ArrayList<>();
        if (tracker.isPresent()) {
            urls.add(advertised.announceUrl(tracker.get().address()));
        }
        urls.addAll(others);
        return List.copyOf(urls);
    }

    /** Fetches a .torrent file from the store. Blocks. */
    public Metainfo fetchTorrent(S3Location location) throws IOException {
        return TorrentResolver.fetch(store, location);
    }

    /** Lists the objects below a prefix that pass the filter. Blocks. */
    public KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException {
        return KeySelection.of(store, prefix, filter);
    }

    /** Lists the objects below a prefix that pass the filter, if any. Blocks. */
    public SourceListing list(S3Prefix prefix, KeyFilter filter) throws IOException {
        return SourceListing.of(store, ledger, prefix, filter);
    }

    /** Lists one object: none if it does not exist. Blocks for one request. */
    public SourceListing list(S3Location object) throws ObjectException {
        return SourceListing.of(store, object);
    }

    /** True when there is any object below a prefix. Blocks for one request. */
    public boolean hasObjects(S3Prefix prefix) throws IOException {
        return KeySelection.isAny(store, prefix);
    }

    /**
     * Finds, creates or checks one torrent and seeds it from then on. Blocks while the content is hashed.
     *
     * @throws ObjectException if the store refuses a request
     * @throws io.s3torrent.seeder.metainfo.MetainfoException if the given torrent does not match the object, or the object is empty
     */
    public SeedHandle seed(TorrentRequest request) throws IOException {
        Ledger own = ledger.child();
        ObjectStore counted = store.countedIn(own);
        long pinned = revalidation.now();
        Torrent torrent = torrents.resolve(store, own, request, announceUrls).spilledTo(infoSpillFile);
        SeedHandle seeded = new SeedHandle(
                request.source(), torrent.content(), torrent.metainfo(), torrent.origin(), torrent.cost());
        WatchedTorrent watch = revalidation.watch(torrent.content(), counted, pinned);
        WatchedPieceSource pieces = pieces(torrent, watch);
        activeTorrents.add(new SeedTorrent(torrent.metainfo(), pieces));
        watch.begin(() -> engine.hasPeers(torrent.metainfo().infoHash()), pieces::gone);
        Runnable end = () -> {
            watch.end();
            activeTorrents.remove(torrent.metainfo().infoHash(), pieces);
        };
        accounts.put(seeded, new Account(accountNumbers.getAndIncrement(), seeded, own, end));
        return seeded;
    }

    /**
     * Stops a torrent: disconnects its peers, tells trackers, and forgets its costs. If its bytes are seeded from another object by now,
     * that torrent continues.
     */
    public void stop(SeedHandle seeded) {
        Account account = accounts.remove(seeded);
        if (account != null) {
            account.end().run();
        }
    }

    /** The verified pieces of a torrent, read from the store through the cache. */
    private WatchedPieceSource pieces(Torrent torrent, WatchedTorrent watch) {
        PieceSource pieces = new S3PieceSource(
                watch.reader(),
                readThreads.share(),
                cache,
                torrent.content(),
                torrent.metainfo().info(),
                retries);
        return new WatchedPieceSource(pieces, watcher(torrent, watch));
    }

    private WatchedPieceSource.Watcher watcher(Torrent torrent, WatchedTorrent watch) {
        InfoHash infoHash = torrent.metainfo().infoHash();
        return new WatchedPieceSource.Watcher() {
            @Override
            public void used() {
                watch.used();
            }

            @Override
            public void gone(PieceSource source, ObjectException reason) {
                watch.end();
                stop(infoHash, source, reason);
            }

            @Override
            public void denied(ObjectException reason) {
                LOG.atError().addKeyValue("infoHash", infoHash).log("The store denied access: {}", reason.getMessage());
                listener.authError(infoHash, reason);
            }

            @Override
            public void bad(BadPieceException reason) {
                distrust(torrent);
            }
        };
    }

    /** Handles a piece that does not match the torrent. If the torrent was only assumed to be right, later runs must not use it. */
    private void distrust(Torrent torrent) {
        if (torrent.plan().isEmpty()) {
            return; // the user gave this torrent, so the user must decide
        }
        torrents.forget(torrent);
        LOG.atError()
                .addKeyValue("infoHash", torrent.metainfo().infoHash())
                .addKeyValue("source", torrent.origin())
                .log("The torrent does not match the object; create it again with --sidecar none");
    }

    /**
     * Stops the torrent of an object that is gone or changed, because its cached pieces do not suffice for a new peer. If the same bytes
     * are seeded from another version of the object by now, that torrent continues.
     */
    private void stop(InfoHash infoHash, PieceSource source, ObjectException reason) {
        if (activeTorrents.remove(infoHash, source)) {
            LOG.atError().addKeyValue("infoHash", infoHash).log("Stopped seeding: {}", reason.getMessage());
            listener.gone(infoHash, reason);
        }
    }

    /** Sets the listener that is told what happens to torrents. Replaces the previous one. */
    public void listen(SeedListener told) {
        listener = told;
    }

    /** Asks the store for an object's version, with a client's request terms. Ends torrents of other versions. Blocks. */
    public ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
        long asked = revalidation.now();
        try {
            ObservedObject seen = aws.look(object, terms);
            revalidation.saw(seen.version(), asked);
            return seen;
        } catch (ObjectException.NotFound e) {
            revalidation.missed(object, e, asked);
            throw e;
        }
    }

    /** The endpoint of the store. Buckets with the same name in two stores are different buckets. */
    public String store() {
        return aws.endpoint();
    }

    /** The store, without budgets. */
    public AwsObjectStore aws() {
        return aws;
    }

    /** The web seed, which serves the same torrents to HTTP clients. */
    public WebSeed webSeed() {
        return webSeed;
    }

    /** The built-in tracker. */
    public Optional<Tracker> tracker() {
        return tracker;
    }

    /** The address at which peers connect. */
    public InetSocketAddress listenAddress() {
        return engine.listenAddress();
    }

    /** The tracker URLs in every torrent and magnet link, our own first. */
    public List<String> announceUrls() {
        return announceUrls;
    }

    /** The number of leechers of a torrent, as reported by its trackers; empty if the torrent is not seeded. */
    public OptionalInt leechers(InfoHash infoHash) {
        return activeTorrents.leechers(infoHash);
    }

    /** The counters at this moment. */
    public SeederSnapshot snapshot() {
        EngineSnapshot peers = engine.snapshot();
        return new SeederSnapshot(
                activeTorrents.torrents(), peers.connections(), peers.uploadedBytes(), ledger.snapshot());
    }

    /** The status reports of the seeder and its tracker. */
    public List<StatusSource> reports() {
        return Stream.concat(tracker.stream().map(Tracker::report), Stream.of(new SeederStatusSource(this::snapshot)))
                .toList();
    }

    /** What each torrent has cost so far, in the order in which they were seeded; includes torrents that have ended by themselves. */
    public List<TorrentTotals> totals() {
        List<Account> all;
        synchronized (accounts) {
            all = new ArrayList<>(accounts.values());
        }
        return all.stream()
                .sorted(Comparator.comparingLong(Account::number))
                .map(account -> new TorrentTotals(
                        account.torrent(),
                        activeTorrents.uploadedBytes(
                                account.torrent().metainfo().infoHash()),
                        account.ledger().snapshot()))
                .toList();
    }

    /** Closes all peers and ports and ends all threads. Returns within 5 seconds. */
    @Override
    public void close() {
        closeStack.close();
    }
}
