package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The torrents that are tracked here, each with its pinned peers. Safe for use by many threads. */
public final class OwnTorrents {
    private final Map<InfoHash, List<PinnedPeer>> torrents = new ConcurrentHashMap<>();

    /** Tracks a torrent from now on. */
    public void allow(InfoHash infoHash) {
        torrents.putIfAbsent(infoHash, List.of());
    }

    /** Tracks a torrent no longer, and forgets its pinned peers. */
    public void withdraw(InfoHash infoHash) {
        torrents.remove(infoHash);
    }

    /** Tracks a torrent and pins a peer in it; a peer that is pinned already, by its endpoint, is replaced. */
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

    /** True for a torrent that is tracked here. */
    public boolean contains(InfoHash infoHash) {
        return torrents.containsKey(infoHash);
    }

    /** The pinned peers of a torrent; null when it is not tracked here. */
    @Nullable List<PinnedPeer> pinnedIn(InfoHash infoHash) {
        return torrents.get(infoHash);
    }
}
