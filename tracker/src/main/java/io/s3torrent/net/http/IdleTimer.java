package io.s3torrent.net.http;

/** Whose turn it is on a connection, ours or the client's, and when the client last did something. Read by the watch as well. */
final class IdleTimer {
    private volatile boolean ours;
    private volatile long progressNanos = System.nanoTime();

    /** From now on we wait for the client; or for ourselves, however long that takes. */
    void is(boolean nowOurs) {
        if (nowOurs != ours) {
            progress();
            ours = nowOurs;
        }
    }

    /** The client did something. */
    void progress() {
        progressNanos = System.nanoTime();
    }

    /** The time since which the client has been waited for; {@code now} while the client waits. */
    long idleSince(long now) {
        return ours ? now : progressNanos;
    }
}
