package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Queues encoded changes until they are sent. Changes that do not fit are dropped and counted. State is guarded by {@code this}. */
final class ChangeQueue {
    /** Bytes for 38,000 changes of IPv4 peers: with a flush every 20 ms, nearly two million changes per second. */
    static final int CAPACITY = 1 << 20;

    private final ByteBuffer changes;
    private int waiting;
    private long taken;
    private long lost;

    ChangeQueue(int capacity) {
        this.changes = ByteBuffer.allocate(capacity);
    }

    /** Adds a change if there is room. */
    synchronized void offer(InfoHash swarm, PeerEndpoint peer, PeerChange change) {
        if (changes.remaining() < ClusterMessageCodec.MAX_CHANGE_LENGTH) {
            lost++;
        } else {
            ClusterMessageCodec.writeChange(swarm, peer, change, changes);
            waiting++;
        }
    }

    /** Removes and returns all queued changes. */
    synchronized byte[] take() {
        byte[] all = Arrays.copyOf(changes.array(), changes.position());
        changes.clear();
        taken += waiting;
        waiting = 0;
        return all;
    }

    /** Number of changes that {@link #take} has returned. */
    synchronized long taken() {
        return taken;
    }

    /** Number of changes that were dropped. */
    synchronized long lost() {
        return lost;
    }
}
