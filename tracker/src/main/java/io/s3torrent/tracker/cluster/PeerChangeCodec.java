package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Changes as bytes: what happened and the address family (1 byte), the info-hash (20), the compact peer (6 or 18). */
final class PeerChangeCodec {
    /** Of one change. */
    static final int MAX_LENGTH = 1 + InfoHash.LENGTH + PeerEndpoint.COMPACT_V6;

    private static final int IPV6 = 0x80;

    /** By their numbers on the wire. */
    private static final List<PeerChange> KINDS =
            List.of(PeerChange.LEECHER, PeerChange.SEEDER, PeerChange.COMPLETED, PeerChange.STOPPED);

    private PeerChangeCodec() {}

    static void write(InfoHash swarm, PeerEndpoint peer, PeerChange change, ByteBuffer out) {
        byte[] entry = peer.compact();
        int family = entry.length == PeerEndpoint.COMPACT_V6 ? IPV6 : 0;
        out.put((byte) (family | KINDS.indexOf(change)));
        out.putLong(swarm.head()).putLong(swarm.middle()).putInt(swarm.tail());
        out.put(entry);
    }

    /**
     * Reads all changes that are left.
     *
     * @throws IllegalArgumentException when one of them is none
     */
    static List<PeerChangeEvent> readAll(ByteBuffer in) {
        List<PeerChangeEvent> changes = new ArrayList<>(in.remaining() / (MAX_LENGTH - PeerEndpoint.COMPACT_V6));
        while (in.hasRemaining()) {
            changes.add(read(in));
        }
        return changes;
    }

    private static PeerChangeEvent read(ByteBuffer in) {
        int what = in.get() & 0xff;
        byte[] entry = new byte[(what & IPV6) == 0 ? PeerEndpoint.COMPACT_V4 : PeerEndpoint.COMPACT_V6];
        int kind = what & ~IPV6;
        if (kind >= KINDS.size() || in.remaining() < InfoHash.LENGTH + entry.length) {
            throw new IllegalArgumentException(
                    "change: kind " + kind + ", " + in.remaining() + " bytes (expected: 0 to " + (KINDS.size() - 1)
                            + ", >= " + (InfoHash.LENGTH + entry.length) + ")");
        }
        InfoHash swarm = InfoHash.ofWords(in.getLong(), in.getLong(), in.getInt());
        in.get(entry);
        return new PeerChangeEvent(swarm, peer(entry), KINDS.get(kind));
    }

    private static PeerEndpoint peer(byte[] entry) {
        PeerEndpoint peer = PeerEndpoint.ofCompact(entry);
        if (peer.isWildcard()) {
            throw new IllegalArgumentException("peer: " + peer + " (expected: an address)");
        }
        return peer;
    }
}
