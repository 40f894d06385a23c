package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Changes that wait to be told, as they cross the wire. Bounded: what does not fit is lost and counted. Guarded by its monitor. */
final class ChangeQueue {
    /** 38,000 changes of IPv4 peers: at 20 ms from flush to flush, nearly two million a second. */
    static final int CAPACITY = 1 << 20;

    private final ByteBuffer changes;
    private int waiting;
    private long taken;
    private long lost;

    ChangeQueue(int capacity) {
        this.changes = ByteBuffer.allocate(capacity);
    }

    /** Takes a change, if there is room. */
    synchronized void offer(InfoHash swarm, PeerEndpoint peer, PeerChange change) {
        if (changes.remaining() < ClusterMessageCodec.MAX_CHANGE_LENGTH) {
            lost++;
        } else {
            ClusterMessageCodec.writeChange(swarm, peer, change, changes);
            waiting++;
        }
    }

    /** Gives what waits, and waits for more. */
    synchronized byte[] take() {
        byte[] all = Arrays.copyOf(changes.array(), changes.position());
        changes.clear();
        taken += waiting;
        waiting = 0;
        return all;
    }

    /** Changes that were taken. */
    synchronized long taken() {
        return taken;
    }

    /** Changes for which there was no room. */
    synchronized long lost() {
        return lost;
    }
}
