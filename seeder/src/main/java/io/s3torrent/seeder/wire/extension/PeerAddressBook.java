package io.s3torrent.seeder.wire.extension;

import io.netty.channel.Channel;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Where the connected peers of one torrent listen, for peer exchange (BEP 11). It holds only peers that are connected to us, each known by
 * its channel, and nothing that other peers only name. Safe for use by all event loops.
 */
public final class PeerAddressBook {
    /** A peer is told of no more: it has use for about this many connections, and each that it knows takes memory here. */
    private static final int MOST = 100;

    private final Map<Channel, PeerEndpoint> listening = new ConcurrentHashMap<>();
    private final Consumer<List<PeerEndpoint>> found;

    /**
     * An empty book.
     *
     * @param found takes the addresses that a peer names, on any event loop, at most one list per peer in 30 s; they may be hostile
     */
    public PeerAddressBook(Consumer<List<PeerEndpoint>> found) {
        this.found = found;
    }

    /** A connected peer says where it listens. */
    public void listens(Channel channel, PeerEndpoint endpoint) {
        listening.put(channel, endpoint);
    }

    public void left(Channel channel) {
        listening.remove(channel);
    }

    /** Some of the peers that are connected, without the one at {@code channel}. */
    Set<PeerEndpoint> others(Channel channel) {
        return listening.entrySet().stream()
                .filter(entry -> entry.getKey() != channel)
                .map(Map.Entry::getValue)
                .limit(MOST)
                .collect(Collectors.toSet());
    }

    /** A peer names others. */
    void found(List<PeerEndpoint> named) {
        found.accept(named);
    }
}
