package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.announce.HybridHashes;
import io.s3torrent.tracker.client.AddressFamilies;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The torrents that peers get, and find at trackers and in the DHT. All of them can be paused for a while: their peers are closed, trackers
 * are told that we left, and our own tracker goes on to lead the peers to each other. Guarded by its monitor; {@code paused} is also read without.
 */
public final class ActiveTorrents {
    private final SeedEngine engine;
    private final Announcer announcer;
    private final Optional<DhtSchedule> dht;
    private final Optional<Tracker> tracker;
    private final AdvertisedAddress advertised;
    private final Map<InfoHash, Entry> torrents = new LinkedHashMap<>();
    /** What was sent before a torrent's last pause, or its end. */
    private final Map<InfoHash, Long> sentBefore = new HashMap<>();

    private volatile boolean paused;

    /** A torrent, the endpoint under which others reach us, and the tiers of other people's trackers. */
    private record Entry(SeedTorrent torrent, PeerEndpoint endpoint, List<List<String>> others) {}

    public ActiveTorrents(
            SeedEngine engine,
            Announcer announcer,
            Optional<DhtSchedule> dht,
            Optional<Tracker> tracker,
            AdvertisedAddress advertised) {
        this.engine = engine;
        this.announcer = announcer;
        this.dht = dht;
        this.tracker = tracker;
        this.advertised = advertised;
    }

    /** Serves a torrent from now on, or from the end of the pause. Our own tracker just knows us; others are told. */
    public synchronized void add(SeedTorrent torrent) throws IOException {
        Metainfo metainfo = torrent.metainfo();
        List<List<String>> others = metainfo.announce();
        if (tracker.isPresent()) {
            allow(tracker.get(), metainfo.info().swarms());
            others = without(advertised.announceUrl(tracker.get().address()), others);
        }
        SeedTorrent counted = new SeedTorrent(metainfo, torrent.pieces(), () -> leechers(metainfo));
        Entry entry = new Entry(counted, advertised.peer(engine.listenAddress()), others);
        torrents.put(metainfo.infoHash(), entry);
        if (!paused) {
            begin(metainfo.infoHash(), entry);
        }
    }

    /** How many download a torrent; empty when it is not seeded. */
    public synchronized OptionalInt leechers(InfoHash infoHash) {
        Entry entry = torrents.get(infoHash);
        return entry == null
                ? OptionalInt.empty()
                : OptionalInt.of(leechers(entry.torrent().metainfo()));
    }

    private static void allow(Tracker tracker, List<InfoHash> swarms) {
        if (swarms.size() > 1) {
            tracker.allow(new HybridHashes(swarms.get(0), swarms.get(1)));
        } else {
            swarms.forEach(tracker::allow);
        }
    }

    /** The most that any tracker knows of: the same peers may be at several. */
    private int leechers(Metainfo metainfo) {
        int announced = announcer.leechers(metainfo.infoHash());
        return tracker.stream()
                .flatMap(own -> metainfo.info().swarms().stream().map(own::counts))
                .mapToInt(SwarmCounts::leechers)
                .reduce(announced, Math::max);
    }

    private static List<List<String>> without(String tracker, List<List<String>> tiers) {
        return tiers.stream()
                .map(tier -> tier.stream().filter(url -> !url.equals(tracker)).toList())
                .filter(tier -> !tier.isEmpty())
                .toList();
    }

    /**
     * Ends a torrent of {@code source}: its peers, and its swarm at our own tracker. False when there is none; one that was added again from
     * another source goes on.
     */
    public synchronized boolean remove(InfoHash infoHash, PieceSource source) {
        Entry entry = torrents.get(infoHash);
        if (entry == null || entry.torrent().pieces() != source) {
            return false;
        }
        torrents.remove(infoHash);
        end(infoHash, entry);
        tracker.ifPresent(own -> swarms(entry).forEach(own::withdraw));
        return true;
    }

    /** Pauses all torrents, or resumes all. */
    public synchronized void setPaused(boolean wanted) {
        if (wanted != paused) {
            paused = wanted;
            torrents.forEach(wanted ? this::end : this::begin);
        }
    }

    /** True while nobody gets anything; asks for no lock. */
    public boolean isPaused() {
        return paused;
    }

    private void begin(InfoHash infoHash, Entry entry) {
        engine.add(entry.torrent());
        swarms(entry).forEach(swarm -> join(swarm, infoHash, entry));
    }

    private void join(InfoHash swarm, InfoHash infoHash, Entry entry) {
        tracker.ifPresent(own -> own.pin(swarm, engine.peerId(), entry.endpoint()));
        AnnouncedSwarm announced = AnnouncedSwarm.seeder(
                        swarm,
                        engine.peerId(),
                        entry.endpoint().port(),
                        () -> engine.uploadedBytes(infoHash),
                        peers -> engine.addPeers(swarm, peers))
                .over(AddressFamilies.of(engine.listenAddress().getAddress()));
        announcer.join(announced, entry.others());
        if (!entry.torrent().metainfo().info().isPrivate()) { // peers of a private one come from its trackers (BEP 27)
            dht.ifPresent(table -> table.join(announced));
        }
    }

    private void end(InfoHash infoHash, Entry entry) {
        for (InfoHash swarm : swarms(entry)) {
            tracker.ifPresent(own -> own.unpin(swarm));
            announcer.leave(swarm);
            dht.ifPresent(table -> table.leave(swarm));
        }
        sentBefore.merge(infoHash, engine.uploadedBytes(infoHash), Long::sum);
        engine.remove(infoHash);
    }

    /** A hybrid is in two. */
    private static List<InfoHash> swarms(Entry entry) {
        return entry.torrent().metainfo().info().swarms();
    }

    /** How many there are. */
    public synchronized int torrents() {
        return torrents.size();
    }

    /** Payload bytes of one torrent sent in all. */
    public synchronized long uploadedBytes(InfoHash infoHash) {
        return sentBefore.getOrDefault(infoHash, 0L) + engine.uploadedBytes(infoHash);
    }
}
