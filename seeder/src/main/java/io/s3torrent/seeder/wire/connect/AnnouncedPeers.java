package io.s3torrent.seeder.wire.connect;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.Cidr;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Remembers for a few seconds which addresses have announced a download to our own tracker. A peer will probably connect from there.
 * Times are {@link System#nanoTime} values that are passed in. Guarded by its monitor.
 */
public final class AnnouncedPeers {
    /** A client connects within this time. aria2 takes 1 to 2 s, or several times that on a busy machine. */
    static final long CONNECT_NANOS = Duration.ofSeconds(10).toNanos();

    /** The most announces that are remembered, because strangers can send many. The oldest ones are forgotten. */
    static final int MOST = 4096;

    private final LinkedHashMap<Announce, Long> announces = new LinkedHashMap<>();

    private record Announce(InfoHash torrent, Cidr block) {}

    /** Notes that a peer at this address begins to download a torrent. */
    public synchronized void add(InfoHash torrent, Cidr block, long now) {
        forgetOld(now);
        Announce announce = new Announce(torrent, block);
        announces.remove(announce); // so that the newest is the last one
        announces.put(announce, now);
        if (announces.size() > MOST) {
            removeOldest();
        }
    }

    /** The number of addresses that have just announced a torrent; 0 if the given one is not among them. */
    public synchronized int countWith(InfoHash torrent, Cidr block, long now) {
        forgetOld(now);
        return announces.containsKey(new Announce(torrent, block))
                ? (int) announces.keySet().stream()
                        .filter(announce -> announce.torrent.equals(torrent))
                        .count()
                : 0;
    }

    private void forgetOld(long now) {
        while (!announces.isEmpty() && now - announces.values().iterator().next() >= CONNECT_NANOS) {
            removeOldest();
        }
    }

    private void removeOldest() {
        announces.remove(announces.keySet().iterator().next());
    }
}
