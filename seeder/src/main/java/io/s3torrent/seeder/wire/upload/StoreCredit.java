package io.s3torrent.seeder.wire.upload;

import java.time.Duration;

/**
 * What one peer may have read from the store: a few times what it takes, and something to begin with.
 *
 * <p>Who asks for random blocks only to run up the bill gets slower and slower instead: beyond its credit it is given one piece every
 * five seconds, and earns by taking it. Lives on one event loop; what all peers of a torrent share is in {@link StoreDebt}.
 */
public final class StoreCredit {
    /** Reads for each byte sent: leechers may ask several seeders for parts of a piece, and a small cache forgets. */
    static final int FACTOR = 4;

    private static final long TO_BEGIN_WITH = 64 << 20;
    private static final int PIECES_TO_BEGIN_WITH = 8;
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final StoreDebt torrent;
    private final long allowance;
    private long read;
    private long sent;
    private long nextAt;

    public StoreCredit(StoreDebt torrent, int pieceLength, long now) {
        this.torrent = torrent;
        this.allowance = Math.max(TO_BEGIN_WITH, (long) PIECES_TO_BEGIN_WITH * pieceLength);
        this.nextAt = now + PAUSE;
    }

    /** Nanoseconds that the next piece is to wait. */
    public long pause(long now) {
        if (isLeft()) {
            return 0;
        }
        long pause = Math.max(0, nextAt - now);
        nextAt = Math.max(now, nextAt) + PAUSE;
        torrent.paused();
        return pause;
    }

    /** True when a piece need not wait. */
    public boolean isLeft() {
        long credit = torrent.isOverdrawn() ? 0 : allowance;
        return read < credit + FACTOR * sent;
    }

    /** So many bytes were not at hand. */
    public void read(int bytes) {
        read += bytes;
        torrent.read(bytes);
    }

    public void sent(int bytes) {
        sent += bytes;
    }
}
