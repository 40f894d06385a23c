package io.s3torrent.seeder.wire;

import java.time.Duration;

/** Decides when a silent or stuck peer is given up. All times are {@link System#nanoTime} values that are passed in. */
final class KeepAliveTimer {
    enum Verdict {
        GO_ON,
        KEEP_ALIVE,
        GIVE_UP
    }

    /** A peer that says nothing for so long has gone (BEP 3: keep-alives come every two minutes). */
    private static final long SILENCE = Duration.ofSeconds(150).toNanos();

    /** A peer that takes nothing of what lies ready for so long pins memory in vain. */
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

    /** Something arrived. */
    void heard(long now) {
        heard = now;
    }

    /**
     * Judges the peer.
     *
     * @param pending bytes written and not yet taken by the socket
     * @param owing it waits for blocks from us, so that its silence is no fault
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
