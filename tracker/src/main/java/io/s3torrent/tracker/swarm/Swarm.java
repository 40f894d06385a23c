package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The peers of one torrent. Guarded by the monitor of its shard. */
final class Swarm {
    /** Stand in for lists that nobody was added to: most swarms have one family, and 32 bytes count here. */
    private static final PeerList NO_V4 = new PeerList(PeerEndpoint.COMPACT_V4);

    private static final PeerList NO_V6 = new PeerList(PeerEndpoint.COMPACT_V6);

    private PeerList v4 = NO_V4;
    private PeerList v6 = NO_V6;
    private final int born;
    private int completed;

    /** An empty swarm, born in a minute of the store's time. */
    Swarm(int minute) {
        this.born = minute;
    }

    SwarmCounts counts() {
        int seeders = v4.seeders() + v6.seeders();
        return new SwarmCounts(seeders, size() - seeders, completed);
    }

    int size() {
        return v4.size() + v6.size();
    }

    /** True when nothing is lost with the swarm: a count of completed downloads is kept. */
    boolean isForgettable() {
        return size() == 0 && completed == 0;
    }

    Duration age(int minute) {
        return Duration.ofMinutes(minute - born);
    }

    /** Removes a peer if it is here. */
    void leave(byte[] peer) {
        PeerList list = listOf(peer);
        int index = list.indexOf(peer);
        if (index >= 0) {
            list.remove(index);
        }
    }

    /** Adds or refreshes a peer and chooses others for it. */
    PackedPeers join(byte[] peer, PeerChange change, int want, Admission admission, RandomGenerator random) {
        PeerList own = ownList(peer);
        int self = admit(own, peer, admission);
        boolean seeder = change != PeerChange.LEECHER;
        if (self >= 0) {
            self = own.setSeeder(self, seeder);
            if (change == PeerChange.COMPLETED && own.countOnce(self)) {
                completed++;
            }
        }
        return choose(own, self, seeder, want, random);
    }

    void expire(int minute, int ttl) {
        v4.expire(minute, ttl);
        v6.expire(minute, ttl);
    }

    /** Index of the peer, refreshed or added within the limits; -1 when there is no room at all. */
    private static int admit(PeerList list, byte[] peer, Admission admission) {
        int index = list.indexOf(peer);
        if (index >= 0) {
            list.touch(index, admission.minute());
            return index;
        }
        int victim = admission.victim(list, peer);
        if (victim >= 0) {
            list.remove(victim);
        } else if (!admission.room()) {
            return -1;
        }
        return list.add(peer, admission.minute());
    }

    private PackedPeers choose(PeerList own, int self, boolean seeder, int want, RandomGenerator random) {
        byte[] first = own.window(seeder, want, self, random);
        if (own == v4) {
            int left = want - first.length / PeerEndpoint.COMPACT_V4;
            return new PackedPeers(first, v6.window(seeder, left, -1, random));
        }
        int left = want - first.length / PeerEndpoint.COMPACT_V6;
        return new PackedPeers(v4.window(seeder, left, -1, random), first);
    }

    private PeerList ownList(byte[] peer) {
        if (v4 == NO_V4 && peer.length == PeerEndpoint.COMPACT_V4) {
            v4 = new PeerList(PeerEndpoint.COMPACT_V4);
        } else if (v6 == NO_V6 && peer.length == PeerEndpoint.COMPACT_V6) {
            v6 = new PeerList(PeerEndpoint.COMPACT_V6);
        }
        return listOf(peer);
    }

    private PeerList listOf(byte[] peer) {
        return peer.length == PeerEndpoint.COMPACT_V4 ? v4 : v6;
    }

    /**
     * Whether one more peer may come, and in whose place.
     *
     * @param limits of the store
     * @param room whether the store as a whole has room for one more peer
     * @param minute of the store's time
     */
    record Admission(SwarmLimits limits, boolean room, int minute) {

        /** Index of the peer that must go for the new one, or -1. */
        int victim(PeerList list, byte[] peer) {
            int sameAddress = list.oldestOfAddress(peer, limits.peersPerAddress(), minute);
            if (sameAddress >= 0 || (room && list.size() < limits.peersPerSwarm())) {
                return sameAddress;
            }
            return list.oldest(minute);
        }
    }
}
