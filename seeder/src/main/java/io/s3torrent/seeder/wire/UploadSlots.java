package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.wire.upload.Choker;
import io.s3torrent.seeder.wire.upload.Choker.Turn;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Gives the upload slots of one torrent to its peers in turn while more peers want one than there are. Guarded by its monitor. It tells
 * peers inside the monitor, so that each peer hears decisions in their order; this only queues a task on the peer's event loop.
 */
final class UploadSlots {
    /** The length of a turn: a peer needs about this long to reach its full speed (BEP 3). */
    private static final long TURN = Duration.ofSeconds(10).toNanos();

    private final Choker<ConnectedPeer> choker;
    private final WireTimer timer;
    private boolean timed;

    UploadSlots(int count, WireTimer timer) {
        this.choker = new Choker<>(count, new SplittableRandom());
        this.timer = timer;
    }

    /** Notes a peer's interest. Returns true if the peer is unchoked at once; otherwise it is unchoked when its turn comes. */
    synchronized boolean setInterested(ConnectedPeer peer, boolean interested) {
        boolean now = choker.setInterested(peer, interested);
        if (now) {
            peer.choke(false);
        }
        scheduleTurn();
        return now;
    }

    synchronized void left(ConnectedPeer peer) {
        choker.remove(peer);
    }

    private void scheduleTurn() {
        if (!timed && choker.isAnyWaiting()) {
            timed = true;
            timer.after(TURN, this::nextTurn);
        }
    }

    private synchronized void nextTurn() {
        timed = false;
        Turn<ConnectedPeer> turn = choker.next(ConnectedPeer::sentBytes);
        turn.choked().forEach(peer -> peer.choke(true));
        turn.unchoked().forEach(peer -> peer.choke(false));
        scheduleTurn();
    }
}
