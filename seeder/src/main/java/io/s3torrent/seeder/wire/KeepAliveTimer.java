package io.s3torrent.seeder.wire;

import java.time.Duration;

/** Decides when to give up a silent or stuck peer. All times are {@link System#nanoTime} values that are passed in. */
final class KeepAliveTimer {
    enum Verdict {
        GO_ON,
        KEEP_ALIVE,
        GIVE_UP
    }

    /** A peer that sends nothing for this long has gone (BEP 3: keep-alives come every two minutes). */
    private static final long SILENCE = Duration.ofSeconds(150).toNanos();

    /** A peer that accepts none of our pending bytes for this long only occupies memory. */
    private static final long STANDSTILL = Duration.ofSeconds(30).toNanos();

    private static final long KEEP_ALIVE = Duration.ofSeconds(110).toNanos();

    private long heard;
    private long progress;
    private long spoke;
    private long pendingBefore;

    KeepAliveTimer(long now) {
        heard = now;
        progress = now;
        spoke = now;
    }

    /** Notes that the peer sent something. */
    void heard(long now) {
        heard = now;
    }

    /**
     * Decides what to do about the peer now.
     *
     * @param pending bytes that were written but not yet sent by the socket
     * @param owing true if the peer waits for blocks from us; its silence is then no fault
     */
    Verdict tick(long now, long pending, boolean owing) {
        if (pending == 0 || pending != pendingBefore) {
            progress = now;
        }
        if (pending != pendingBefore) {
            spoke = now;
        }
        pendingBefore = pending;
        if (now - progress >= STANDSTILL || (!owing && pending == 0 && now - heard >= SILENCE)) {
            return Verdict.GIVE_UP;
        }
        if (now - spoke >= KEEP_ALIVE) {
            spoke = now;
            return Verdict.KEEP_ALIVE;
        }
        return Verdict.GO_ON;
    }
}
