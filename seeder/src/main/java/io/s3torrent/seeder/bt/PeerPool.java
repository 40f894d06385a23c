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
 * Hides a new connection from look-ups by key until all listeners have been told of it.
 *
 * <p>The library's message thread keeps the consumer for an address for ever. When a peer reconnects, that thread would already read from
 * the new connection but drop the messages until the torrent is told of the connection. If it dropped the BITFIELD, the torrent would never
 * request anything from this peer.
 */
final class PeerPool extends PeerConnectionPool {
    private final Set<PeerConnection> arriving = ConcurrentHashMap.newKeySet();

    @Inject
    PeerPool(EventSink events, IRuntimeLifecycleBinder lifecycle, Config config) {
        super(events, lifecycle, config);
    }

    /** Adds a connection and tells all listeners, on the caller's thread. */
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
