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
 * Schedules DHT visits that keep our torrents known: every quarter of an hour, more often at first, and a few at a time, longest waiting
 * first. With thousands of torrents a round takes longer than that, but nodes remember a peer for at least half an hour. Callers must not
 * add private torrents (BEP 27). Guarded by its monitor.
 */
public final class DhtSchedule implements AutoCloseable {
    /** Simultaneous visits; each one asks tens of nodes, for seconds. */
    static final int AT_A_TIME = 16;

    /** From the end of a visit to the next one. Longer than ten minutes, the lifetime of a node's announce token (BEP 5). */
    static final Duration INTERVAL = Duration.ofMinutes(15);

    /** Time to the second visit: a node that has just joined knows few others. Each further pause is twice the one before. */
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

    /** A torrent. {@code told} is true if nodes are told that we are its peer. */
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

    /** Creates a schedule without a timer: the caller calls {@link #tick}. */
    DhtSchedule(Dht dht, LongSupplier nanoClock) {
        this.dht = dht;
        this.nanoClock = nanoClock;
    }

    /** Starts a schedule without torrents. */
    public static DhtSchedule start(Dht dht) {
        DhtSchedule schedule = new DhtSchedule(dht, System::nanoTime);
        var unused = schedule.ticks.scheduleWithFixedDelay(schedule::tick, 1, 1, TimeUnit.SECONDS);
        return schedule;
    }

    /** Announces us as a peer of a torrent from now on, and passes on the peers that are found. */
    public void join(AnnouncedSwarm swarm) {
        add(swarm, true);
    }

    /** Only looks for a torrent's peers, because it may turn out to be private. */
    public void watch(AnnouncedSwarm swarm) {
        add(swarm, false);
    }

    private synchronized void add(AnnouncedSwarm swarm, boolean told) {
        leave(swarm.infoHash());
        Entry entry = new Entry(swarm, told, nanoClock.getAsLong());
        entries.put(swarm.infoHash(), entry);
        line.add(entry);
    }

    /** Stops the visits for a torrent. The DHT has no "stopped" message; its nodes forget us. Ignores unknown torrents. */
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

    /** Handles the end of a visit; {@code peers} is null after a failure. */
    private void ended(Entry entry, @Nullable List<PeerEndpoint> peers) {
        boolean enough =
                peers != null && (!peers.isEmpty() || entry.swarm.left().getAsLong() == 0);
        if (again(entry, enough) && peers != null) {
            entry.swarm.onPeers().accept(peers);
        }
    }

    /** Schedules the next visit. Returns false if the torrent was removed meanwhile. */
    private synchronized boolean again(Entry entry, boolean enough) {
        underWay--;
        if (entries.get(entry.swarm.infoHash()) != entry) {
            return false;
        }
        entry.due = nanoClock.getAsLong() + wait(entry, enough).toNanos();
        line.add(entry);
        return true;
    }

    /** The time to the next visit. It is shorter if no node accepted our announcement, or a leecher has found no peers yet. */
    private static Duration wait(Entry entry, boolean enough) {
        if (!enough) {
            Duration pause = entry.pause;
            entry.pause = twice(pause);
            return pause;
        }
        entry.pause = FIRST_PAUSE;
        Duration rest = entry.rest;
        entry.rest = twice(rest);
        // Up to a tenth less, so that torrents that were added together are not visited together again.
        return rest.minusMillis(ThreadLocalRandom.current().nextLong(rest.toMillis() / 10));
    }

    private static Duration twice(Duration wait) {
        return wait.compareTo(INTERVAL.dividedBy(2)) < 0 ? wait.multipliedBy(2) : INTERVAL;
    }

    /** Ends the schedule and the DHT. */
    @Override
    public void close() {
        ticks.shutdownNow();
        dht.close();
    }
}
