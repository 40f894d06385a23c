package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.announce.PinnedTorrents.HybridHashes;
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
 * Holds the torrents that are seeded: offers them to peers and announces them to trackers and the DHT. All of them can be paused: their
 * peers are disconnected and other trackers are told that we left, but our own tracker keeps introducing peers to each other. Guarded by
 * its monitor; {@code paused} is also read without it.
 */
public final class ActiveTorrents {
    private final SeedEngine engine;
    private final Announcer announcer;
    private final Optional<DhtSchedule> dht;
    private final Optional<Tracker> tracker;
    private final AdvertisedAddress advertised;
    private final Map<InfoHash, Entry> torrents = new LinkedHashMap<>();
    /** Bytes sent before a torrent's last pause, or before it was removed. */
    private final Map<InfoHash, Long> sentBefore = new HashMap<>();

    private volatile boolean paused;

    /** A torrent, the endpoint under which peers reach us, and the tiers of other people's trackers. */
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

    /** Seeds a torrent from now on, or from the end of the pause. Adds us to its swarm at our own tracker, and announces it to others. */
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

    /** The number of leechers of a torrent; empty if it is not seeded. */
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

    /** The largest number that any tracker reports. Not the sum: the same peers may use several trackers. */
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
     * Removes a torrent: disconnects its peers and withdraws its swarm from our own tracker. Returns false if the torrent is not seeded
     * from {@code source}; a torrent that was added again from another source continues.
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

    /** Pauses or resumes all torrents. */
    public synchronized void setPaused(boolean wanted) {
        if (wanted != paused) {
            paused = wanted;
            torrents.forEach(wanted ? this::end : this::begin);
        }
    }

    /** True while all torrents are paused. Takes no lock. */
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
        if (!entry.torrent().metainfo().info().isPrivate()) { // private peers come only from trackers (BEP 27)
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

    /** The swarms of a torrent; a hybrid torrent has two. */
    private static List<InfoHash> swarms(Entry entry) {
        return entry.torrent().metainfo().info().swarms();
    }

    /** The number of torrents. */
    public synchronized int torrents() {
        return torrents.size();
    }

    /** Payload bytes sent of one torrent, including those before a pause. */
    public synchronized long uploadedBytes(InfoHash infoHash) {
        return sentBefore.getOrDefault(infoHash, 0L) + engine.uploadedBytes(infoHash);
    }
}
