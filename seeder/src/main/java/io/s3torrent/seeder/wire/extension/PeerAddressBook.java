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
 * Holds the addresses where the connected peers of one torrent listen, for peer exchange (BEP 11). It contains only peers that are
 * connected to us, by their channel, and none that other peers merely name. All event loops may call it.
 */
public final class PeerAddressBook {
    /** The most peers that a peer is told of. It uses about this many connections, and each address occupies memory here. */
    private static final int MOST = 100;

    private final Map<Channel, PeerEndpoint> listening = new ConcurrentHashMap<>();
    private final Consumer<List<PeerEndpoint>> found;

    /**
     * Creates an empty address book.
     *
     * @param found takes the addresses that a peer names, on any event loop, at most one list per peer in 30 s; they may be hostile
     */
    public PeerAddressBook(Consumer<List<PeerEndpoint>> found) {
        this.found = found;
    }

    /** Notes the address where a connected peer listens. */
    public void listens(Channel channel, PeerEndpoint endpoint) {
        listening.put(channel, endpoint);
    }

    public void left(Channel channel) {
        listening.remove(channel);
    }

    /** Some of the connected peers, without the one at {@code channel}. */
    Set<PeerEndpoint> others(Channel channel) {
        return listening.entrySet().stream()
                .filter(entry -> entry.getKey() != channel)
                .map(Map.Entry::getValue)
                .limit(MOST)
                .collect(Collectors.toSet());
    }

    /** Passes on the addresses that a peer named. */
    void found(List<PeerEndpoint> named) {
        found.accept(named);
    }
}
