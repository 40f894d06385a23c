package io.s3torrent.net.http;

/** Tracks whose turn it is on a connection, the server's or the client's, and when the client last made progress. */
final class IdleTimer {
    private volatile boolean ours;
    private volatile long progressNanos = System.nanoTime();

    /** Sets whose turn it is. On the server's turn the connection is never overdue. */
    void is(boolean nowOurs) {
        if (nowOurs != ours) {
            progress();
            ours = nowOurs;
        }
    }

    /** Records that the client made progress. */
    void progress() {
        progressNanos = System.nanoTime();
    }

    /** The time since which the client has been waited for; {@code now} while the client waits. */
    long idleSince(long now) {
        return ours ? now : progressNanos;
    }
}
