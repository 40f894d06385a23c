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
 * Makes the library request more from a peer that had sent all its pieces and has got further ones since.
 *
 * <p>The library assigns a peer further pieces only when an assigned piece is complete. When none is left, it requests nothing until the
 * peer's time for a piece is over, although the peer may have new pieces. This happens with other leechers, and with seeders that withhold
 * pieces. The library's single message thread calls this class.
 */
public final class IdlePeers {
    /** Longer than the check of a piece takes. A shorter time would only cause further looks. */
    private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();

    private final Supplier<@Nullable Assignments> assignments;
    private final Map<ConnectionKey, Long> idleSince = new ConcurrentHashMap<>();

    IdlePeers(Supplier<@Nullable Assignments> assignments) {
        this.assignments = assignments;
    }

    /** Checks a peer whenever the library asks whether there is a message for it. */
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

    /** Drops the peer's assignment, so that the library assigns pieces to it again. */
    private void free(ConnectionKey peer) {
        Assignments all = assignments.get();
        if (all != null && all.get(peer) != null) {
            all.remove(all.get(peer));
        }
    }

    /** Forgets a peer that has disconnected. */
    void forget(ConnectionKey peer) {
        idleSince.remove(peer);
    }
}
