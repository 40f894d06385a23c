package io.s3torrent.seeder.bt;

import bt.event.EventSink;
import bt.net.ConnectionKey;
import bt.net.PeerConnection;
import bt.net.PeerConnectionPool;
import bt.runtime.Config;
import bt.service.IRuntimeLifecycleBinder;
import com.google.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The library's connections, found by their key only when everybody has heard of them.
 *
 * <p>The library's thread for messages keeps the consumer of an address for ever. When that peer comes back, the thread would read from
 * the new connection, and drop what it reads, until the torrent has heard of it: with a BITFIELD lost, nothing would ever be asked.
 */
final class PeerPool extends PeerConnectionPool {
    private final Set<PeerConnection> arriving = ConcurrentHashMap.newKeySet();

    @Inject
    PeerPool(EventSink events, IRuntimeLifecycleBinder lifecycle, Config config) {
        super(events, lifecycle, config);
    }

    /** Adds a connection and tells everybody of it, in the caller's thread. */
    @Override
    public PeerConnection addConnectionIfAbsent(PeerConnection connection) {
        arriving.add(connection);
        try {
            return super.addConnectionIfAbsent(connection);
        } finally {
            arriving.remove(connection);
        }
    }

    @Override
    public @Nullable PeerConnection getConnection(ConnectionKey key) {
        PeerConnection connection = super.getConnection(key);
        return connection == null || arriving.contains(connection) ? null : connection;
    }
}
