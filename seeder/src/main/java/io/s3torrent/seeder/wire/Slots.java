package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.wire.upload.Choker;
import io.s3torrent.seeder.wire.upload.Choker.Turn;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The upload slots of one torrent: has them go round while more peers want one than there are. Guarded by its monitor, in which
 * peers are told, too, so that none hears of a later decision first; that only leaves a task for each on its event loop.
 */
final class Slots {
    /** As long as a peer needs to get going (BEP 3). */
    private static final long TURN = Duration.ofSeconds(10).toNanos();

    private final Choker<PeerConnection> choker;
    private final WireTimer timer;
    private boolean timed;

    Slots(int count, WireTimer timer) {
        this.choker = new Choker<>(count, new SplittableRandom());
        this.timer = timer;
    }

    /** True when it is told at once that it may ask from now on; else it is told when its turn comes. */
    synchronized boolean interested(PeerConnection peer, boolean interested) {
        boolean now = choker.interested(peer, interested);
        if (now) {
            peer.choke(false);
        }
        time();
        return now;
    }

    synchronized void left(PeerConnection peer) {
        choker.remove(peer);
    }

    private void time() {
        if (!timed && choker.isAnyWaiting()) {
            timed = true;
            timer.after(TURN, this::next);
        }
    }

    private synchronized void next() {
        timed = false;
        Turn<PeerConnection> turn = choker.next(PeerConnection::sentBytes);
        turn.choked().forEach(peer -> peer.choke(true));
        turn.unchoked().forEach(peer -> peer.choke(false));
        time();
    }
}
