package io.s3torrent.net.http;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Knows all open connections: bounds their number, and closes those that make no progress. Guarded by its monitor. */
final class ConnectionTable {
    private final HttpLimits limits;
    private final Map<Channel, HttpConnection> connections = new HashMap<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();

    ConnectionTable(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a new connection in; false when there are too many.
     *
     * @param forMany whether the peer speaks for others, and may have as many as there are
     */
    boolean admit(Channel channel, HttpConnection connection, InetAddress peer, boolean forMany) {
        int most = forMany ? limits.connections() : limits.connectionsPerAddress();
        synchronized (this) {
            if (connections.size() >= limits.connections() || perAddress.getOrDefault(peer, 0) >= most) {
                return false;
            }
            connections.put(channel, connection);
            perAddress.merge(peer, 1, Integer::sum);
        }
        channel.closeFuture().addListener(closed -> remove(channel, peer));
        return true;
    }

    private synchronized void remove(Channel channel, InetAddress peer) {
        connections.remove(channel);
        perAddress.computeIfPresent(peer, (address, count) -> count > 1 ? count - 1 : null);
        notifyAll();
    }

    synchronized int count() {
        return connections.size();
    }

    /** Closes what has made no progress for too long. */
    void sweep() {
        long now = System.nanoTime();
        open().forEach((channel, connection) -> {
            if (connection.isStalled(now, limits.silence().toNanos())) {
                close(channel);
            }
        });
    }

    /** Ends all connections with their next answers, and waits for that. */
    synchronized void endAll(Duration patience) throws InterruptedException {
        connections.values().forEach(HttpConnection::end);
        long end = System.nanoTime() + patience.toNanos();
        for (long left = end - System.nanoTime(); left > 0 && !connections.isEmpty(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Closes all connections. */
    void closeAll() {
        List.copyOf(open().keySet()).forEach(ConnectionTable::close);
    }

    private synchronized Map<Channel, HttpConnection> open() {
        return Map.copyOf(connections);
    }

    /** Closes a channel and does not wait for it. */
    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails concerns nobody
    static void close(Channel channel) {
        channel.close();
    }
}
