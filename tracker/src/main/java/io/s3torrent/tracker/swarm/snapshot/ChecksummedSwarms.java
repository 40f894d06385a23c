package io.s3torrent.tracker.swarm.snapshot;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Encodes a slice of a store for a file or for Redis: version (1 byte), wall-clock time in milliseconds (8), CRC-32C of these fields and of
 * the content (4), and the content from {@link SwarmStore#save}.
 */
public final class ChecksummedSwarms {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Long.BYTES;
    private static final int CHECKED_HEADER = HEADER + Integer.BYTES;

    private final InstantSource clock;

    /**
     * Creates a codec.
     *
     * @param clock wall-clock time, which is comparable with other machines and later processes
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
     * @param wanted the torrents to load
     * @throws IllegalArgumentException when the bytes have another version or are damaged
     */
    public void load(byte[] bytes, SwarmStore store, Predicate<InfoHash> wanted) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < CHECKED_HEADER || in.get() != VERSION) {
            throw new IllegalArgumentException(
                    "swarms: " + bytes.length + " bytes of an unknown version (expected: version " + VERSION + ")");
        }
        long then = in.getLong();
        int checksum = in.getInt();
        byte[] swarms = new byte[in.remaining()];
        in.get(swarms);
        if (checksum != checksum(bytes, swarms)) {
            throw new IllegalArgumentException("swarms: damaged, the checksum is wrong");
        }
        // A clock that was set back must not make announces later than now.
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
