package io.s3torrent.seeder.wire;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections are let in: half-open and in all per address, so that one stranger can't take every place, and in total.
 *
 * <p>Many peers behind one NAT share an address. Guarded by its own monitor.
 */
final class ConnectionLimits {
    private static final int HALF_OPEN_PER_ADDRESS = 8;
    private static final int PER_ADDRESS = 64;
    private static final int TOTAL = 4096;

    private static final class Count {
        private int halfOpen;
        private int established;
    }

    private final Map<InetAddress, Count> counts = new HashMap<>();
    private int total;

    /** Lets a connection in that has not shaken hands, or not. */
    synchronized boolean tryOpen(InetAddress address) {
        Count count = counts.computeIfAbsent(address, key -> new Count());
        boolean room = total < TOTAL
                && count.halfOpen < HALF_OPEN_PER_ADDRESS
                && count.halfOpen + count.established < PER_ADDRESS + HALF_OPEN_PER_ADDRESS;
        if (room) {
            count.halfOpen++;
            total++;
        }
        forgetIfUnused(address, count);
        return room;
    }

    /** It has shaken hands; false when its address has its full number already. */
    synchronized boolean tryEstablish(InetAddress address) {
        Count count = counts.computeIfAbsent(address, key -> new Count());
        if (count.established == PER_ADDRESS) {
            return false;
        }
        count.halfOpen--;
        count.established++;
        return true;
    }

    /** A connection that was let in is closed. */
    synchronized void close(InetAddress address, boolean established) {
        Count count = counts.computeIfAbsent(address, key -> new Count());
        if (established) {
            count.established--;
        } else {
            count.halfOpen--;
        }
        total--;
        forgetIfUnused(address, count);
    }

    /** Connections that are let in now. */
    synchronized int total() {
        return total;
    }

    private void forgetIfUnused(InetAddress address, Count count) {
        if (count.halfOpen == 0 && count.established == 0) {
            counts.remove(address);
        }
    }
}
