package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The torrents that the embedding program tracks, each with its pinned peers. Safe for use by many threads. */
public final class PinnedTorrents {
    private final Map<InfoHash, List<PinnedPeer>> torrents = new ConcurrentHashMap<>();
    /** Hybrid torrents by each of their two info-hashes. */
    private final Map<InfoHash, HybridHashes> hybrids = new ConcurrentHashMap<>();

    /** Starts to track a torrent. */
    public void allow(InfoHash infoHash) {
        torrents.putIfAbsent(infoHash, List.of());
    }

    /** Starts to track both swarms of a hybrid torrent. */
    public void allow(HybridHashes hybrid) {
        for (InfoHash infoHash : List.of(hybrid.v1(), hybrid.v2())) {
            allow(infoHash);
            hybrids.put(infoHash, hybrid);
        }
    }

    /** Stops tracking a torrent, and forgets its pinned peers. */
    public void withdraw(InfoHash infoHash) {
        torrents.remove(infoHash);
        hybrids.remove(infoHash);
    }

    /** The hybrid torrents whose swarms are both tracked. */
    public Set<HybridHashes> hybrids() {
        Set<HybridHashes> whole = new HashSet<>(hybrids.values());
        whole.removeIf(hybrid -> !contains(hybrid.v1()) || !contains(hybrid.v2()));
        return whole;
    }

    /** Starts to track a torrent and pins a peer in it. Replaces a pinned peer with the same endpoint. */
    public void pin(InfoHash infoHash, PinnedPeer peer) {
        torrents.merge(infoHash, List.of(peer), (pinned, one) -> {
            List<PinnedPeer> all = new ArrayList<>(pinned);
            all.removeIf(other -> other.endpoint().equals(peer.endpoint()));
            all.add(peer);
            return List.copyOf(all);
        });
    }

    /** Forgets the pinned peers of a torrent, if it is tracked. */
    public void unpin(InfoHash infoHash) {
        torrents.replace(infoHash, List.of());
    }

    /** True for a tracked torrent. */
    public boolean contains(InfoHash infoHash) {
        return torrents.containsKey(infoHash);
    }

    /** The pinned peers of a torrent; null when it is not tracked. */
    @Nullable List<PinnedPeer> pinnedIn(InfoHash infoHash) {
        return torrents.get(infoHash);
    }

    /**
     * The two info-hashes of a hybrid torrent (BEP 52). Each has its own swarm, because clients connect to a peer with the info-hash under
     * which they found it. Most peers are in both swarms.
     *
     * @param v2 truncated to 20 bytes, as trackers use it
     */
    public record HybridHashes(InfoHash v1, InfoHash v2) {}
}
