package io.s3torrent.tracker.udp;

import io.s3torrent.tracker.swarm.SipHash;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Creates and checks connection ids, which prove that a client receives packets at its source address (BEP 15). An id is a keyed hash of
 * address and time, so the tracker stores nothing, and trackers with the same key accept each other's ids.
 */
final class ConnectionIds {
    /** Clients may use an id for one minute, and the tracker must accept it for two. */
    private static final long EPOCH_MILLIS = Duration.ofMinutes(2).toMillis();

    /** The current epoch and the two before it are valid, so an id lives for four to six minutes. */
    private static final int EPOCHS = 3;

    private final SipHash key;
    private final LongSupplier millis;

    /**
     * Creates ids with the given key.
     *
     * @param millis wall-clock time, as {@link System#currentTimeMillis}, so that other trackers count the same epochs
     */
    ConnectionIds(SipHash key, LongSupplier millis) {
        this.key = key;
        this.millis = millis;
    }

    /** The current id of an address. */
    long of(InetAddress address) {
        return id(address.getAddress(), epoch());
    }

    /** True for an id that the address received recently. */
    boolean isValid(long id, InetAddress address) {
        byte[] raw = address.getAddress();
        long now = epoch();
        for (int age = 0; age < EPOCHS; age++) {
            if (id(raw, now - age) == id) {
                return true;
            }
        }
        // The clock of another tracker behind the same address may be slightly ahead.
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
