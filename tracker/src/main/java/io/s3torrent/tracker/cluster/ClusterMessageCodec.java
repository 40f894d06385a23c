package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.cluster.ClusterMessage.PeerChangeEvent;
import io.s3torrent.tracker.swarm.PeerChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes messages as bytes: version and kind (1 byte each), node and number (8 each), then changes, or one more number (8). A change has
 * kind and address family (1 byte), info-hash (20), and compact peer (6 or 18).
 */
final class ClusterMessageCodec {
    /** Maximum bytes of a message. */
    static final int MAX_LENGTH = 1 << 21;

    private static final byte VERSION = 1;
    private static final byte CHANGES = 0;
    private static final byte SNAPSHOT_REQUEST = 1;
    private static final byte SNAPSHOT_SAVED = 2;
    private static final int HEADER = 2 + 2 * Long.BYTES;

    /** Maximum bytes of a change. */
    static final int MAX_CHANGE_LENGTH = 1 + InfoHash.LENGTH + PeerEndpoint.COMPACT_V6;

    private static final int IPV6 = 0x80;

    /** The kinds of changes, in the order of their numbers on the wire. */
    private static final List<PeerChange> CHANGE_KINDS =
            List.of(PeerChange.LEECHER, PeerChange.SEEDER, PeerChange.COMPLETED, PeerChange.STOPPED);

    private ClusterMessageCodec() {}

    static byte[] changes(long node, long number, byte[] changes) {
        return message(CHANGES, node, number, changes);
    }

    static byte[] snapshotRequest(long node, long number, long of) {
        return message(SNAPSHOT_REQUEST, node, number, bytes(of));
    }

    static byte[] snapshotSaved(long node, long number, long since) {
        return message(SNAPSHOT_SAVED, node, number, bytes(since));
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] message(byte kind, long node, long number, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put(VERSION)
                .put(kind)
                .putLong(node)
                .putLong(number)
                .put(body)
                .array();
    }

    /** True when the message's header names this node as the sender. */
    static boolean isOf(long node, byte[] message) {
        return message.length >= HEADER && ByteBuffer.wrap(message).getLong(2) == node;
    }

    /**
     * Decodes a message.
     *
     * @throws IllegalArgumentException when any part of it is malformed
     */
    static ClusterMessage decode(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        if (message.length < HEADER || message.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "message: " + message.length + " bytes (expected: " + HEADER + " to " + MAX_LENGTH + ")");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
        }
        byte kind = in.get();
        long node = in.getLong();
        long number = in.getLong();
        if (number < 1) {
            throw new IllegalArgumentException("number: " + number + " (expected: >= 1)");
        }
        return switch (kind) {
            case CHANGES -> new ClusterMessage.Changes(node, number, readChanges(in));
            case SNAPSHOT_REQUEST -> new ClusterMessage.SnapshotRequest(node, number, lastLong(in));
            case SNAPSHOT_SAVED -> new ClusterMessage.SnapshotSaved(node, number, lastLong(in));
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: 0 to 2)");
        };
    }

    private static long lastLong(ByteBuffer in) {
        if (in.remaining() != Long.BYTES) {
            throw new IllegalArgumentException(
                    "message: " + in.remaining() + " bytes after its head (expected: " + Long.BYTES + ")");
        }
        return in.getLong();
    }

    /** Appends a change to the body of a changes message. */
    static void writeChange(InfoHash swarm, PeerEndpoint peer, PeerChange change, ByteBuffer out) {
        byte[] entry = peer.compact();
        int family = entry.length == PeerEndpoint.COMPACT_V6 ? IPV6 : 0;
        out.put((byte) (family | CHANGE_KINDS.indexOf(change)));
        out.putLong(swarm.head()).putLong(swarm.middle()).putInt(swarm.tail());
        out.put(entry);
    }

    /**
     * Reads the remaining changes.
     *
     * @throws IllegalArgumentException when one of them is malformed
     */
    private static List<PeerChangeEvent> readChanges(ByteBuffer in) {
        List<PeerChangeEvent> changes = new ArrayList<>(in.remaining() / (MAX_CHANGE_LENGTH - PeerEndpoint.COMPACT_V6));
        while (in.hasRemaining()) {
            changes.add(readChange(in));
        }
        return changes;
    }

    private static PeerChangeEvent readChange(ByteBuffer in) {
        int what = in.get() & 0xff;
        byte[] entry = new byte[(what & IPV6) == 0 ? PeerEndpoint.COMPACT_V4 : PeerEndpoint.COMPACT_V6];
        int kind = what & ~IPV6;
        if (kind >= CHANGE_KINDS.size() || in.remaining() < InfoHash.LENGTH + entry.length) {
            throw new IllegalArgumentException(
                    "change: kind " + kind + ", " + in.remaining() + " bytes (expected: 0 to "
                            + (CHANGE_KINDS.size() - 1) + ", >= " + (InfoHash.LENGTH + entry.length) + ")");
        }
        InfoHash swarm = InfoHash.ofWords(in.getLong(), in.getLong(), in.getInt());
        in.get(entry);
        return new PeerChangeEvent(swarm, peer(entry), CHANGE_KINDS.get(kind));
    }

    private static PeerEndpoint peer(byte[] entry) {
        PeerEndpoint peer = PeerEndpoint.ofCompact(entry);
        if (peer.isWildcard()) {
            throw new IllegalArgumentException("peer: " + peer + " (expected: an address)");
        }
        return peer;
    }
}
