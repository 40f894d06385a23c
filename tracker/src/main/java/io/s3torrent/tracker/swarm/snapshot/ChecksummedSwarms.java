package io.s3torrent.tracker.swarm.snapshot;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * A slice of a store as it is kept outside: a version (1 byte), the wall-clock time in milliseconds (8), the CRC-32C of these and of
 * what follows (4), and what {@link SwarmStore#save} gave.
 */
public final class ChecksummedSwarms {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Long.BYTES;
    private static final int CHECKED_HEADER = HEADER + Integer.BYTES;

    private final InstantSource clock;

    /**
     * Saves and loads slices.
     *
     * @param clock wall-clock time, which other machines and later processes share
     */
    public ChecksummedSwarms(InstantSource clock) {
        this.clock = clock;
    }

    /** Saves a slice of a store. */
    public byte[] save(SwarmStore store, int slice) {
        byte[] swarms = store.save(slice);
        ByteBuffer out = ByteBuffer.allocate(CHECKED_HEADER + swarms.length);
        out.put(VERSION).putLong(clock.millis());
        out.putInt(checksum(out.array(), swarms)).put(swarms);
        return out.array();
    }

    /**
     * Loads a saved slice into a store.
     *
     * @param wanted of which torrents
     * @throws IllegalArgumentException when it is something else, or damaged
     */
    public void load(byte[] bytes, SwarmStore store, Predicate<InfoHash> wanted) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < CHECKED_HEADER || in.get() != VERSION) {
            throw new IllegalArgumentException(
                    "swarms: " + bytes.length + " bytes (expected: version " + VERSION + " of them)");
        }
        long then = in.getLong();
        int checksum = in.getInt();
        byte[] swarms = new byte[in.remaining()];
        in.get(swarms);
        if (checksum != checksum(bytes, swarms)) {
            throw new IllegalArgumentException("swarms: damaged (expected: their checksum)");
        }
        // A clock that was set back makes nobody younger than now.
        long ago = Math.max(0, Math.min(clock.millis() - then, Integer.MAX_VALUE * 1000L));
        store.load(swarms, Duration.ofMillis(ago), wanted);
    }

    private static int checksum(byte[] bytes, byte[] swarms) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEADER);
        crc.update(swarms, 0, swarms.length);
        return (int) crc.getValue();
    }
}
