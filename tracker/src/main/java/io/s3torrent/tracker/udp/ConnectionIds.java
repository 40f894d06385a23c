package io.s3torrent.tracker.udp;

import io.s3torrent.tracker.swarm.SipHash;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The ids by which askers prove that they receive what is sent to their address (BEP 15): a keyed hash of address and time, so that
 * nothing is kept, and trackers that share the key know each other's.
 */
final class ConnectionIds {
    /** Clients may use an id for a minute, and we must take it for two. */
    private static final long EPOCH_MILLIS = Duration.ofMinutes(2).toMillis();

    /** The current epoch and two before it: an id lives for four to six minutes. */
    private static final int EPOCHS = 3;

    private final SipHash key;
    private final LongSupplier millis;

    /**
     * Ids of one key.
     *
     * @param millis wall-clock time, as {@link System#currentTimeMillis}: other trackers count the same epochs
     */
    ConnectionIds(SipHash key, LongSupplier millis) {
        this.key = key;
        this.millis = millis;
    }

    /** The id for an address from now on. */
    long of(InetAddress address) {
        return id(address.getAddress(), epoch());
    }

    /** True for an id that the address got a short time ago. */
    boolean isValid(long id, InetAddress address) {
        byte[] raw = address.getAddress();
        long now = epoch();
        for (int age = 0; age < EPOCHS; age++) {
            if (id(raw, now - age) == id) {
                return true;
            }
        }
        // The clock of another tracker behind the same address may be a little ahead of ours.
        return id(raw, now + 1) == id;
    }

    private long id(byte[] address, long epoch) {
        ByteBuffer words = ByteBuffer.wrap(address);
        return address.length == 4
                ? key.hash(words.getInt(), 0, epoch)
                : key.hash(words.getLong(), words.getLong(), epoch);
    }

    private long epoch() {
        return millis.getAsLong() / EPOCH_MILLIS;
    }
}
