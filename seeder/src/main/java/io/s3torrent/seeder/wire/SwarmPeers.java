package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the peers of one torrent may tell each other through us (BEP 11): where those listen that are connected to us now, and nothing
 * that is only hearsay. Safe for use by all event loops.
 */
final class SwarmPeers {
    /** A peer is told of no more: it has use for about so many connections, and each that it knows takes memory here. */
    private static final int MOST = 100;

    private final Map<PeerConnection, PeerEndpoint> listening = new ConcurrentHashMap<>();
    private final Consumer<List<PeerEndpoint>> found;

    /** Gives what peers name to {@code found}, on any event loop: hostile, but for a known peer's word one list in 30 s. */
    SwarmPeers(Consumer<List<PeerEndpoint>> found) {
        this.found = found;
    }

    /** A connected peer says where it listens. */
    void listens(PeerConnection peer, PeerEndpoint endpoint) {
        listening.put(peer, endpoint);
    }

    void left(PeerConnection peer) {
        listening.remove(peer);
    }

    /** Some of those that are connected, without {@code asker} itself. */
    Set<PeerEndpoint> others(PeerConnection asker) {
        return listening.entrySet().stream()
                .filter(entry -> entry.getKey() != asker)
                .map(Map.Entry::getValue)
                .limit(MOST)
                .collect(Collectors.toSet());
    }

    /** A peer names others. */
    void found(List<PeerEndpoint> named) {
        found.accept(named);
    }
}
