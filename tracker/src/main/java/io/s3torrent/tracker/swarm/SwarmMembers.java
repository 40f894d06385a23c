package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The peers of a swarm at one moment. */
final class SwarmMembers {
    private final Set<PeerEndpoint> seeders = new HashSet<>();
    private final Set<PeerEndpoint> leechers = new HashSet<>();
    private final boolean known;
    private final int completed;

    /** Copies the peers of a swarm; null is a swarm without peers. */
    SwarmMembers(@Nullable Swarm swarm) {
        this.known = swarm != null;
        this.completed = swarm == null ? 0 : swarm.completed;
        if (swarm != null) {
            add(swarm.load(new PeerList(PeerEndpoint.COMPACT_V4)), PeerEndpoint.COMPACT_V4);
            add(swarm.load(new PeerList(PeerEndpoint.COMPACT_V6)), PeerEndpoint.COMPACT_V6);
        }
    }

    private void add(PeerList list, int width) {
        ByteBuffer packed = ByteBuffer.allocate(list.size() * width);
        list.putEntries(packed);
        List<PeerEndpoint> all = PackedPeers.unpacked(packed.array(), width);
        seeders.addAll(all.subList(0, list.seeders()));
        leechers.addAll(all.subList(list.seeders(), all.size()));
    }

    /**
     * Returns what {@link SwarmTotals} count twice if both swarms belong to one torrent: one torrent, its common peers and completed
     * downloads. A peer that is a seeder in either swarm stays counted as a seeder.
     */
    SwarmTotals alsoIn(SwarmMembers other) {
        SwarmTotals both =
                new SwarmTotals(known && other.known ? 1 : 0, 0, 0, 0, Math.min(completed, other.completed), 0);
        for (PeerEndpoint peer : seeders) {
            if (other.has(peer)) {
                both = both.plus(peer, other.seeders.contains(peer));
            }
        }
        for (PeerEndpoint peer : leechers) {
            if (other.has(peer)) {
                both = both.plus(peer, false);
            }
        }
        return both;
    }

    private boolean has(PeerEndpoint peer) {
        return seeders.contains(peer) || leechers.contains(peer);
    }
}
