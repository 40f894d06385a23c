package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.SwarmCodec.SavedPeer;
import io.s3torrent.tracker.swarm.SwarmCodec.SavedSwarm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One shard of the store, guarded by its own monitor, which is held only for microseconds. */
final class SwarmShard {
    private final SwarmLimits limits;
    private final AtomicLong used;
    private final RandomGenerator random;
    private final SwarmTable swarms = new SwarmTable();
    private final PeerList v4 = new PeerList(PeerEndpoint.COMPACT_V4);
    private final PeerList v6 = new PeerList(PeerEndpoint.COMPACT_V6);

    /**
     * Creates an empty shard.
     *
     * @param limits limits of this shard; the memory limit applies to all shards together
     * @param used bytes of heap of all shards
     */
    SwarmShard(SwarmLimits limits, AtomicLong used, RandomGenerator random) {
        this.limits = limits;
        this.used = used;
        this.random = random;
    }

    synchronized SwarmView announce(InfoHash infoHash, int slot, byte[] peer, Announcement announcement) {
        Swarm swarm = swarms.get(infoHash, slot);
        if (announcement.change() == PeerChange.STOPPED) {
            return swarm == null ? SwarmView.EMPTY : leave(swarm, peer, announcement.minute());
        }
        if (swarm == null) {
            swarm = create(new Swarm(infoHash, slot, announcement.minute()));
        }
        swarm.touched = announcement.minute();
        int before = swarm.footprint();
        SwarmView answer = join(swarm, peer, announcement);
        count(swarm.footprint() - before);
        if (swarm.isForgettable()) {
            drop(swarm); // there was no room even for its first peer
        }
        return answer;
    }

    /** Chooses peers for a client that is not stored. */
    synchronized SwarmView look(InfoHash infoHash, int slot, boolean ipv6, Announcement announcement) {
        Swarm swarm = swarms.get(infoHash, slot);
        return swarm == null ? SwarmView.EMPTY : answer(swarm, announcement, swarm.load(ipv6 ? v6 : v4), -1, false);
    }

    synchronized SwarmCounts counts(InfoHash infoHash, int slot) {
        Swarm swarm = swarms.get(infoHash, slot);
        return swarm == null ? SwarmCounts.NONE : swarm.counts();
    }

    synchronized SwarmMembers members(InfoHash infoHash, int slot) {
        return new SwarmMembers(swarms.get(infoHash, slot));
    }

    synchronized SwarmTotals addTo(SwarmTotals totals) {
        return swarms.fold(totals, SwarmTotals::plus);
    }

    synchronized List<InfoHash> swarms() {
        return swarms.fold(new ArrayList<InfoHash>(swarms.size()), (found, swarm) -> {
            found.add(swarm.infoHash());
            return found;
        });
    }

    synchronized void forget(InfoHash infoHash, int slot) {
        drop(swarms.get(infoHash, slot));
    }

    synchronized void expire(int minute, int ttl) {
        swarms.removeIf(swarm -> {
            int before = swarm.footprint();
            expire(v4, swarm, minute, ttl);
            expire(v6, swarm, minute, ttl);
            boolean gone = swarm.isForgettable();
            count((gone ? 0 : swarm.footprint()) - before);
            return gone;
        });
    }

    synchronized byte[] save(int minute) {
        int length = swarms.fold(0, (sum, swarm) -> sum + SwarmCodec.length(swarm));
        return swarms.fold(ByteBuffer.allocate(length), (out, swarm) -> {
                    SwarmCodec.write(swarm, swarm.load(v4), swarm.load(v6), minute, out);
                    return out;
                })
                .array();
    }

    /** Merges a saved swarm into the shard. */
    synchronized void load(SavedSwarm saved, int slot, int minute, int ttl) {
        Swarm swarm = swarms.get(saved.infoHash(), slot);
        if (swarm == null) {
            if (swarms.size() >= limits.swarms() || used.get() >= limits.memory()) {
                return;
            }
            swarm = create(new Swarm(saved.infoHash(), slot, minute - saved.age()));
        }
        swarm.completed = Math.max(swarm.completed, saved.completed());
        for (SavedPeer peer : saved.peers()) {
            if (peer.age() <= ttl) {
                int before = swarm.footprint();
                load(swarm, peer, minute);
                count(swarm.footprint() - before);
            }
        }
        if (swarm.isForgettable()) {
            drop(swarm);
        }
    }

    private void load(Swarm swarm, SavedPeer peer, int minute) {
        PeerList list = swarm.load(listOf(peer.entry()));
        int then = minute - peer.age();
        int index = list.indexOf(peer.entry());
        boolean seeder = peer.seeder();
        if (index < 0) {
            if (!hasRoomFor(peer, list, minute)) {
                return;
            }
            index = list.add(peer.entry(), then);
        } else if (list.age(index, minute) < peer.age()) {
            return;
        } else {
            // Within one minute the order is unknown, but only leechers become seeders, so seeder wins.
            seeder |= list.age(index, minute) == peer.age() && index < list.seeders();
            list.touch(index, then);
        }
        index = list.setSeeder(index, seeder);
        if (peer.counted()) {
            list.countOnce(index);
        }
        swarm.store(list);
        swarm.touched = Math.max(swarm.touched, then);
    }

    private boolean hasRoomFor(SavedPeer peer, PeerList list, int minute) {
        return used.get() < limits.memory()
                && list.size() < limits.peersPerSwarm()
                && list.oldestOfAddress(peer.entry(), limits.peersPerAddress(), minute) < 0;
    }

    private static void expire(PeerList list, Swarm swarm, int minute, int ttl) {
        swarm.load(list);
        if (list.size() > 0) {
            list.expire(minute, ttl);
            swarm.store(list);
        }
    }

    /** Adds or refreshes a peer, and chooses peers for it, first of its own address family. */
    private SwarmView join(Swarm swarm, byte[] peer, Announcement announcement) {
        PeerList own = swarm.load(listOf(peer));
        int self = own.indexOf(peer);
        boolean known = self >= 0;
        if (!known) {
            self = admit(own, swarm, peer, announcement.minute());
        }
        if (self >= 0) {
            own.touch(self, announcement.minute());
            self = own.setSeeder(self, announcement.isSeeders());
            if (announcement.change() == PeerChange.COMPLETED && own.countOnce(self)) {
                swarm.completed++;
            }
        }
        swarm.store(own);
        return answer(swarm, announcement, own, self, known);
    }

    private SwarmView answer(Swarm swarm, Announcement announcement, PeerList own, int self, boolean known) {
        PackedPeers chosen = choose(swarm, own, self, announcement);
        return new SwarmView(swarm.counts(), swarm.age(announcement.minute()), chosen, known);
    }

    /**
     * Chooses peers of one family, then of the other one.
     *
     * @param self index in {@code own} of the peer to leave out; -1 for none
     */
    private PackedPeers choose(Swarm swarm, PeerList own, int self, Announcement announcement) {
        boolean seeder = announcement.isSeeders();
        byte[] first = own.window(seeder, announcement.want(), self, random);
        int left = announcement.want() - first.length / own.width();
        if (own == v4) {
            return new PackedPeers(first, swarm.load(v6).window(seeder, left, -1, random));
        }
        return new PackedPeers(swarm.load(v4).window(seeder, left, -1, random), first);
    }

    /** Adds a new peer, if necessary in place of another one. Returns its index, or -1 if there is no room. */
    private int admit(PeerList list, Swarm swarm, byte[] peer, int minute) {
        int victim = list.oldestOfAddress(peer, limits.peersPerAddress(), minute);
        if (victim < 0 && (list.size() >= limits.peersPerSwarm() || !hasRoomBeside(swarm))) {
            victim = list.oldest(minute);
            if (victim < 0) {
                return -1;
            }
        }
        if (victim >= 0) {
            list.remove(victim);
        }
        return list.add(peer, minute);
    }

    /** Drops other swarms until there is memory; returns false if that is not enough. */
    private boolean hasRoomBeside(Swarm swarm) {
        while (used.get() >= limits.memory()) {
            Swarm stalest = swarms.stalest(swarm, random);
            if (stalest == null) {
                return false;
            }
            drop(stalest);
        }
        return true;
    }

    private SwarmView leave(Swarm swarm, byte[] peer, int minute) {
        PeerList list = swarm.load(listOf(peer));
        int index = list.indexOf(peer);
        if (index >= 0) {
            int before = swarm.footprint();
            list.remove(index);
            swarm.store(list);
            count(swarm.footprint() - before);
        }
        return new SwarmView(swarm.counts(), swarm.age(minute), PackedPeers.NONE, index >= 0);
    }

    private PeerList listOf(byte[] peer) {
        return peer.length == PeerEndpoint.COMPACT_V4 ? v4 : v6;
    }

    private Swarm create(Swarm swarm) {
        if (swarms.size() >= limits.swarms()) {
            drop(swarms.stalest(swarm, random));
        }
        swarms.add(swarm);
        count(swarm.footprint());
        return swarm;
    }

    private void drop(@Nullable Swarm swarm) {
        if (swarm != null) {
            swarms.remove(swarm);
            count(-swarm.footprint());
        }
    }

    private void count(int difference) {
        if (difference != 0) {
            used.addAndGet(difference);
        }
    }

    /**
     * An announce of a peer.
     *
     * @param want maximum number of peers to choose
     * @param minute current time of the store
     */
    record Announcement(PeerChange change, int want, int minute) {
        /** True when the peer needs only leechers. */
        boolean isSeeders() {
            return change != PeerChange.LEECHER;
        }
    }
}
