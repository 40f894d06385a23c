package io.s3torrent.tracker.cluster;

import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.Peers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Malformed messages, because others may write to the Redis channel. */
final class HostileMessages {
    private HostileMessages() {}

    static List<byte[]> all() {
        byte[] good = ClusterMessageCodec.changes(77, 1, change());
        byte[] wanted = ClusterMessageCodec.snapshotRequest(77, 1, 1);
        return List.of(
                new byte[0],
                new byte[] {1},
                Arrays.copyOf(good, 17),
                Arrays.copyOf(good, good.length - 1),
                Arrays.copyOf(good, good.length + 1),
                with(good, 0, 2), // version
                with(good, 1, 3), // kind
                with(good, 10, 0x80), // number below 0
                with(good, 18, 4), // change
                with(good, 18, 0x83), // IPv6, but too short
                with(
                        Arrays.copyOf(ClusterMessageCodec.changes(77, 1, change()), good.length),
                        good.length - 1,
                        0), // port 0
                ClusterMessageCodec.changes(77, 0, new byte[0]),
                Arrays.copyOf(wanted, wanted.length - 1),
                Arrays.copyOf(wanted, wanted.length + 1),
                new byte[ClusterMessageCodec.MAX_LENGTH + 1]);
    }

    /** One change, of a peer at port 1. */
    static byte[] change() {
        ByteBuffer out = ByteBuffer.allocate(27);
        ClusterMessageCodec.writeChange(Peers.swarm("a swarm"), Peers.v4(1, 1), PeerChange.LEECHER, out);
        return out.array();
    }

    private static byte[] with(byte[] message, int index, int value) {
        byte[] changed = message.clone();
        changed[index] = (byte) value;
        return changed;
    }
}
