package io.s3torrent.seeder.bt;

import bt.net.ConnectionKey;
import bt.protocol.Message;
import bt.torrent.annotation.Produces;
import bt.torrent.messaging.Assignments;
import bt.torrent.messaging.MessageContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a peer from which everything was fetched that it had is asked again when it has more.
 *
 * <p>The library adds pieces to what it asks of a peer only when one of them is complete. Once none is left it asks nothing until that peer's
 * time for a piece is over, though it may long have more: every other leecher, and any seeder that withholds pieces. Called by the
 * library's one thread for messages.
 */
public final class IdlePeers {
    /** More than it takes to check a piece that has just arrived; too short a time costs nothing but another look. */
    private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();

    private final Supplier<@Nullable Assignments> assignments;
    private final Map<ConnectionKey, Long> idleSince = new ConcurrentHashMap<>();

    IdlePeers(Supplier<@Nullable Assignments> assignments) {
        this.assignments = assignments;
    }

    /** Looks at a peer, whenever the library asks whether there is anything to be said to it. */
    @Produces
    public void produce(Consumer<Message> unused, MessageContext context) {
        ConnectionKey peer = context.getConnectionKey();
        if (!context.getConnectionState().getPendingRequests().isEmpty()) {
            idleSince.remove(peer);
            return;
        }
        long now = System.nanoTime();
        if (now - idleSince.computeIfAbsent(peer, key -> now) > IDLE_NANOS) {
            idleSince.remove(peer);
            free(peer);
        }
    }

    /** Has the library begin anew with this peer, as soon as it has anything. */
    private void free(ConnectionKey peer) {
        Assignments all = assignments.get();
        if (all != null && all.get(peer) != null) {
            all.remove(all.get(peer));
        }
    }

    /** A peer is gone. */
    void forget(ConnectionKey peer) {
        idleSince.remove(peer);
    }
}
