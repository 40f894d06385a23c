package io.s3torrent.tracker.http;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Knows all open connections: bounds their number, and closes those that complete no request between two sweeps, be it that
 * they are silent, send byte by byte, or do not read their answers. Safe for use by many threads.
 */
final class TrackerConnectionTable {
    private final int limit;

    private final Map<Channel, TrackerHttpConnection> connections = new ConcurrentHashMap<>();

    TrackerConnectionTable(int limit) {
        this.limit = limit;
    }

    /** Takes a new connection in; false when there are too many. */
    boolean admit(Channel channel, TrackerHttpConnection connection) {
        if (connections.size() >= limit) {
            return false;
        }
        connections.put(channel, connection);
        channel.closeFuture().addListener(closed -> remove(channel));
        return true;
    }

    private void remove(Channel channel) {
        connections.remove(channel);
        if (connections.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Number of open connections. */
    int open() {
        return connections.size();
    }

    /** Closes what made no progress since the last sweep. */
    void sweep() {
        connections.forEach((channel, connection) -> {
            if (connection.isStalled()) {
                close(channel);
            }
        });
    }

    /** Ends all connections with their next answers, and waits for that. */
    synchronized void endAll(Duration patience) throws InterruptedException {
        connections.values().forEach(TrackerHttpConnection::end);
        long end = System.nanoTime() + patience.toNanos();
        for (long left = end - System.nanoTime(); left > 0 && !connections.isEmpty(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Closes all connections. */
    void closeAll() {
        connections.keySet().forEach(TrackerConnectionTable::close);
    }

    /** Closes a channel and does not wait for it. */
    @SuppressWarnings("FutureReturnValueIgnored") // A close that fails concerns nobody.
    static void close(Channel channel) {
        channel.close();
    }
}
