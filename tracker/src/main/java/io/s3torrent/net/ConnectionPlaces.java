package io.s3torrent.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Shares a bounded number of places for connections between the networks of their clients.
 *
 * <p>When all places are taken, a new connection takes the place of another one. That one is in the block of addresses with the most
 * connections, the new one included. A block is an IPv4 address or an IPv6 /48, and inside a /48 the /64 with the most connections
 * counts. Of the connections in the block, the one that has not used its place for the longest time gives way. A connection in use
 * gives way only to a block with fewer connections; otherwise the new connection is turned away.
 *
 * <p>Algorithm: a tree of blocks, whose children are sorted by the order in which they give way. Using a connection costs nothing here:
 * the time of its last use is read again only when it is the first to give way, and the sorted time is a lower bound until then. A
 * connection that was in use when it was looked at is not looked at again for a moment. So a new connection costs O(log n).
 *
 * <p>Decides only; the caller closes connections. Guarded by its own monitor.
 *
 * @param <C> a connection
 */
public final class ConnectionPlaces<C> {
    private static final long IN_USE_NANOS = Duration.ofMillis(250).toNanos();
    private static final int IPV4_BITS = 32;
    private static final int SUBNET_BITS = 64;
    private static final int SITE_BITS = 48;

    private final int total;
    private final int perAddress;
    private final Block all = new Block(0, null, null);
    private final Map<Network, Block> blocks = new HashMap<>();
    private long nodes;

    /**
     * A new connection that got a place.
     *
     * @param place closed with the connection
     * @param evicted the connection that had the place before, to be closed
     */
    public record Admission<C>(ConnectionPlaces<C>.Place place, Optional<C> evicted) {}

    /** The first {@code bits} bits of an address. */
    private record Network(int bits, long prefix) {}

    /** A connection or a block of them. Its position among its siblings depends on its fields: see {@link #update}. */
    private static class Node implements Comparable<Node> {
        private final long number;
        private final @Nullable Block parent;
        private int size;
        private long lastUse;

        Node(long number, @Nullable Block parent) {
            this.number = number;
            this.parent = parent;
        }

        /** The first one gives way: the largest, then the one that was used the longest time ago. */
        @Override
        public int compareTo(Node other) {
            int bySize = Integer.compare(other.size, size);
            int byUse = bySize != 0 ? bySize : Long.signum(lastUse - other.lastUse);
            return byUse != 0 ? byUse : Long.compare(number, other.number);
        }
    }

    /** A block of addresses with connections. */
    private static final class Block extends Node {
        private final @Nullable Network network;
        private final TreeSet<Node> children = new TreeSet<>();

        Block(long number, @Nullable Block parent, @Nullable Network network) {
            super(number, parent);
            this.network = network;
        }
    }

    /** The place of one connection. */
    public final class Place extends Node implements AutoCloseable {
        private final C connection;
        private final LongUnaryOperator usage;

        private Place(C connection, Block block, LongUnaryOperator usage) {
            super(++nodes, block);
            this.connection = connection;
            this.usage = usage;
        }

        /** The connection is closed. Has no effect on a place that was given to another connection. */
        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Makes all places free.
     *
     * @param total number of places
     * @param perAddress bound for the connections of one IPv4 address or IPv6 /64
     */
    public ConnectionPlaces(int total, int perAddress) {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException(
                    "places: " + total + ", " + perAddress + " of one address (expected: >= 1, >= 1)");
        }
        this.total = total;
        this.perAddress = perAddress;
    }

    /**
     * Gives a place to a new connection, if possible.
     *
     * @param client null for a proxy with many clients, whose connections do not count together
     * @param usage takes the current time and returns the time of the last use, or the current time when the connection is in use; must
     *     not block, and is called inside the monitor
     * @param now as {@link System#nanoTime} gives it
     */
    public synchronized Optional<Admission<C>> admit(
            C connection, @Nullable InetAddress client, LongUnaryOperator usage, long now) {
        Block block = client == null ? all : block(client);
        if (client != null && size(block) >= perAddress) {
            return Optional.empty();
        }
        Place place = new Place(connection, block, usage);
        update(place, 1, now);
        if (size(all) <= total) {
            return Optional.of(new Admission<>(place, Optional.empty()));
        }
        Place first = first(now);
        boolean isIdle = lastUse(first) - now <= 0;
        if (first == place || !(isIdle || outnumbers(first, place))) {
            leave(place);
            return Optional.empty();
        }
        leave(first);
        return Optional.of(new Admission<>(place, Optional.of(first.connection)));
    }

    /** The number of places that are taken. */
    public synchronized int taken() {
        return size(all);
    }

    /** The number of places that one IPv4 address or IPv6 /64 has. */
    public synchronized int taken(InetAddress client) {
        Block block = blocks.get(network(client));
        return block == null ? 0 : size(block);
    }

    /** The number of blocks of addresses that are known. */
    synchronized int blocks() {
        return blocks.size();
    }

    private synchronized void leave(Place place) {
        if (size(place) > 0) {
            update(place, 0, lastUse(place));
        }
    }

    /** The connection that gives way first. Times that are out of date are put right until the first one is up to date. */
    private Place first(long now) {
        while (true) {
            Place place = firstByKnownTimes();
            long known = lastUse(place);
            if (known - now > 0) {
                return place;
            }
            long actual = place.usage.applyAsLong(now);
            if (actual - known <= 0) {
                return place;
            }
            update(place, 1, actual - now >= 0 ? now + IN_USE_NANOS : actual);
        }
    }

    @SuppressWarnings("unchecked") // the leaves of the tree are places of this object
    private Place firstByKnownTimes() {
        Node node = all;
        while (node instanceof Block block) {
            node = block.children.first();
        }
        return (Place) node;
    }

    /** True when the block of a connection has more connections than that of another one, where the two blocks part. */
    private boolean outnumbers(Node one, Node other) {
        for (Node a = one; a != all; a = parent(a)) {
            for (Node b = other; b != all; b = parent(b)) {
                if (parent(a) == parent(b)) {
                    return size(a) > size(b);
                }
            }
        }
        throw new IllegalStateException("two trees");
    }

    /** Changes a node and all blocks around it; a block without connections is dropped. */
    private void update(Node node, int size, long lastUse) {
        Block parent = node.parent;
        int more = size - node.size;
        if (parent == null) {
            node.size = size;
            return;
        }
        parent.children.remove(node);
        node.size = size;
        node.lastUse = lastUse;
        if (size > 0) {
            parent.children.add(node);
        } else if (node instanceof Block block) {
            blocks.remove(block.network);
        }
        long first = parent.children.isEmpty() ? 0 : parent.children.first().lastUse;
        update(parent, size(parent) + more, first);
    }

    private Block block(InetAddress client) {
        Network network = network(client);
        if (network.bits == IPV4_BITS) {
            return block(network, all);
        }
        Block subnet = blocks.get(network);
        return subnet != null
                ? subnet
                : block(network, block(new Network(SITE_BITS, network.prefix >>> (SUBNET_BITS - SITE_BITS)), all));
    }

    private static Network network(InetAddress client) {
        byte[] raw = client.getAddress();
        // A socket for both families gives IPv4 addresses mapped into IPv6.
        boolean ipv4 = client instanceof Inet4Address || AddressText.of(raw) instanceof Inet4Address;
        return ipv4
                ? new Network(IPV4_BITS, ByteBuffer.wrap(raw).getInt(raw.length - Integer.BYTES))
                : new Network(SUBNET_BITS, ByteBuffer.wrap(raw).getLong());
    }

    private Block block(Network network, Block parent) {
        Block known = blocks.get(network);
        if (known == null) {
            known = new Block(++nodes, parent, network);
            blocks.put(network, known);
        }
        return known;
    }

    private static int size(Node node) {
        return node.size;
    }

    private static long lastUse(Node node) {
        return node.lastUse;
    }

    private static Block parent(Node node) {
        if (node.parent == null) {
            throw new IllegalStateException("the root has no parent");
        }
        return node.parent;
    }
}
