package io.s3torrent.seeder.webseed;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the open streams, in total and per address. IPv6 addresses are counted by their /64, as for peers. Guarded by its monitor. */
final class StreamTable {
    private static final int IPV6_BITS = 64;

    private final WebSeedLimits limits;
    private final Map<Cidr, Integer> perAddress = new HashMap<>();
    private int total;

    StreamTable(WebSeedLimits limits) {
        this.limits = limits;
    }

    /** True if one more stream is allowed. */
    synchronized boolean isRoom(InetAddress client) {
        return total < limits.total() && perAddress.getOrDefault(block(client), 0) < limits.perAddress();
    }

    /** Counts a new stream if there is room; {@link #leave} must follow. Returns false if there is no room. */
    synchronized boolean enter(InetAddress client) {
        boolean room = isRoom(client);
        if (room) {
            total++;
            perAddress.merge(block(client), 1, Integer::sum);
        }
        return room;
    }

    synchronized void leave(InetAddress client) {
        total--;
        perAddress.computeIfPresent(block(client), (block, count) -> count > 1 ? count - 1 : null);
    }

    synchronized int count() {
        return total;
    }

    private static Cidr block(InetAddress client) {
        return Cidr.around(client, IPV6_BITS);
    }
}
