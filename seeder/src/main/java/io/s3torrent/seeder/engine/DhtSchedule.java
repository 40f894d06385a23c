package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps torrents known in a DHT: a visit every quarter of an hour, and more often at first, few at a time, whoever has waited longest first. Thousands of
 * torrents take longer than that; nodes forget a peer after half an hour at the earliest. Private torrents have no business here
 * (BEP 27), which its callers see to. Guarded by its monitor.
 */
public final class DhtSchedule implements AutoCloseable {
    /** Visits that are under way; each asks tens of nodes, for seconds. */
    static final int AT_A_TIME = 16;

    /** From the end of a visit to the next one; a node's leave to be told of a peer lasts ten minutes (BEP 5). */
    static final Duration INTERVAL = Duration.ofMinutes(15);

    /** To the second visit: a node that has just come knows few others yet, and tells those. Each rest is twice the one before. */
    static final Duration FIRST_REST = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final Dht dht;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "s3torrent-dht-schedule");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<InfoHash, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> line = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.due));
    private int underWay;

    /** A torrent; {@code told} when the nodes are to know us as its peer. */
    private static final class Entry {
        private final AnnouncedSwarm swarm;
        private final boolean told;
        private long due;
        private Duration pause = FIRST_PAUSE;
        private Duration rest = FIRST_REST;

        private Entry(AnnouncedSwarm swarm, boolean told, long now) {
            this.swarm = swarm;
            this.told = told;
            this.due = now;
        }
    }

    /** Without a clock of its own: somebody else calls {@link #tick}. */
    DhtSchedule(Dht dht, LongSupplier nanoClock) {
        this.dht = dht;
        this.nanoClock = nanoClock;
    }

    /** A schedule without torrents. */
    public static DhtSchedule start(Dht dht) {
        DhtSchedule schedule = new DhtSchedule(dht, System::nanoTime);
        var unused = schedule.ticks.scheduleWithFixedDelay(schedule::tick, 1, 1, TimeUnit.SECONDS);
        return schedule;
    }

    /** Makes us known as a peer of a torrent from now on, soon and again and again, and takes the peers that are named. */
    public void join(AnnouncedSwarm swarm) {
        add(swarm, true);
    }

    /** Only looks for a torrent's peers: it may turn out to be a private one. */
    public void watch(AnnouncedSwarm swarm) {
        add(swarm, false);
    }

    private synchronized void add(AnnouncedSwarm swarm, boolean told) {
        leave(swarm.infoHash());
        Entry entry = new Entry(swarm, told, nanoClock.getAsLong());
        entries.put(swarm.infoHash(), entry);
        line.add(entry);
    }

    /** Visits a torrent's swarm no more: there is no good-bye in a DHT, its nodes forget us. Unknown ones are ignored. */
    public synchronized void leave(InfoHash infoHash) {
        Entry left = entries.remove(infoHash);
        if (left != null) {
            line.remove(left);
        }
    }

    /** Begins the visits that are due. */
    synchronized void tick() {
        while (underWay < AT_A_TIME && !line.isEmpty() && line.element().due - nanoClock.getAsLong() <= 0) {
            begin(line.remove());
        }
    }

    private void begin(Entry entry) {
        underWay++;
        AnnouncedSwarm swarm = entry.swarm;
        boolean seeding = swarm.left().getAsLong() == 0;
        var unused = dht.visit(swarm.infoHash(), entry.told ? swarm.port() : Dht.NO_PORT, seeding)
                .whenComplete((peers, failure) -> ended(entry, peers));
    }

    /** {@code peers} is null after a failure. */
    private void ended(Entry entry, @Nullable List<PeerEndpoint> peers) {
        boolean enough =
                peers != null && (!peers.isEmpty() || entry.swarm.left().getAsLong() == 0);
        if (again(entry, enough) && peers != null) {
            entry.swarm.onPeers().accept(peers);
        }
    }

    /** False for a torrent that has left meanwhile. */
    private synchronized boolean again(Entry entry, boolean enough) {
        underWay--;
        if (entries.get(entry.swarm.infoHash()) != entry) {
            return false;
        }
        entry.due = nanoClock.getAsLong() + wait(entry, enough).toNanos();
        line.add(entry);
        return true;
    }

    /** Sooner when nobody took our word, or there is nobody yet to download from. */
    private static Duration wait(Entry entry, boolean enough) {
        if (!enough) {
            Duration pause = entry.pause;
            entry.pause = twice(pause);
            return pause;
        }
        entry.pause = FIRST_PAUSE;
        Duration rest = entry.rest;
        entry.rest = twice(rest);
        // Up to a tenth less, so that torrents that came at once don't come back at once.
        return rest.minusMillis(ThreadLocalRandom.current().nextLong(rest.toMillis() / 10));
    }

    private static Duration twice(Duration wait) {
        return wait.compareTo(INTERVAL.dividedBy(2)) < 0 ? wait.multipliedBy(2) : INTERVAL;
    }

    /** Ends it, and the DHT. */
    @Override
    public void close() {
        ticks.shutdownNow();
        dht.close();
    }
}
