package io.s3torrent.seeder.webseed;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How many streams there are, in all and for each address; an IPv6 address counts as its /64, as peers' do. Guarded by its monitor. */
final class StreamTable {
    private static final int IPV6_BITS = 64;

    private final WebSeedLimits limits;
    private final Map<Cidr, Integer> perAddress = new HashMap<>();
    private int total;

    StreamTable(WebSeedLimits limits) {
        this.limits = limits;
    }

    /** True when there is room for one more. */
    synchronized boolean isRoom(InetAddress client) {
        return total < limits.total() && perAddress.getOrDefault(block(client), 0) < limits.perAddress();
    }

    /** Takes one in, if there is room, who leaves in the end. */
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
