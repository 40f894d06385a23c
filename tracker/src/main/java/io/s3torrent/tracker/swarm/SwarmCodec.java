package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes swarms as bytes, independent of any store and its clock. A swarm has its info-hash (20 bytes), its age in minutes and its number
 * of completed downloads (4 bytes each). Then follow, for IPv4 and then for IPv6: number of peers and number of seeders (4 bytes each), the
 * compact entries (seeders first), and a stamp of 2 bytes for each: minutes since the last announce, and one bit for "counted as
 * completed".
 */
final class SwarmCodec {
    private static final int FIXED = InfoHash.LENGTH + 6 * Integer.BYTES;
    private static final int COUNTED = 0x8000;
    private static final int MINUTES = 0x7fff;

    private SwarmCodec() {}

    /**
     * A decoded swarm.
     *
     * @param age minutes since its first announce
     * @param completed number of completed downloads
     */
    record SavedSwarm(InfoHash infoHash, int age, int completed, List<SavedPeer> peers) {}

    /**
     * A peer of a decoded swarm.
     *
     * @param entry the compact entry, 6 or 18 bytes
     * @param counted true if it was counted as completed
     * @param age minutes since its last announce
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SavedPeer(byte[] entry, boolean seeder, boolean counted, int age) {}

    /** Number of bytes that {@link #write} writes. */
    static int length(Swarm swarm) {
        return FIXED + length(swarm, PeerEndpoint.COMPACT_V4) + length(swarm, PeerEndpoint.COMPACT_V6);
    }

    private static int length(Swarm swarm, int width) {
        return PeerList.size(swarm.peers(width == PeerEndpoint.COMPACT_V6)) * (width + Short.BYTES);
    }

    /** Writes a swarm. Both lists must be switched to it by {@link Swarm#load}. */
    static void write(Swarm swarm, PeerList v4, PeerList v6, int minute, ByteBuffer out) {
        out.put(swarm.infoHash().bytes());
        out.putInt(minute - swarm.born()).putInt(swarm.completed);
        write(v4, minute, out);
        write(v6, minute, out);
    }

    private static void write(PeerList list, int minute, ByteBuffer out) {
        out.putInt(list.size()).putInt(list.seeders());
        list.putEntries(out);
        for (int i = 0; i < list.size(); i++) {
            out.putShort((short) (list.age(i, minute) | (list.isCounted(i) ? COUNTED : 0)));
        }
    }

    /**
     * Reads a swarm.
     *
     * @param later minutes since it was written
     * @throws IllegalArgumentException when the bytes are malformed
     */
    static SavedSwarm read(ByteBuffer in, int later) {
        if (in.remaining() < FIXED) {
            throw new IllegalArgumentException("swarm: " + in.remaining() + " bytes (expected: >= " + FIXED + ")");
        }
        InfoHash infoHash = InfoHash.ofWords(in.getLong(), in.getLong(), in.getInt());
        int age = MINUTES & Math.max(0, in.getInt());
        int completed = Math.max(0, in.getInt());
        List<SavedPeer> peers = new ArrayList<>();
        read(in, PeerEndpoint.COMPACT_V4, later, peers);
        read(in, PeerEndpoint.COMPACT_V6, later, peers);
        return new SavedSwarm(infoHash, age + later, completed, peers);
    }

    private static void read(ByteBuffer in, int width, int later, List<SavedPeer> peers) {
        int size = bounded("peers", in, (in.remaining() - 2 * Integer.BYTES) / (width + Short.BYTES));
        int seeders = bounded("seeders", in, size);
        int stamps = in.position() + size * width;
        for (int i = 0; i < size; i++) {
            byte[] entry = new byte[width];
            in.get(entry);
            int stamp = in.getShort(stamps + i * Short.BYTES);
            peers.add(new SavedPeer(
                    checked(entry), i < seeders, (stamp & COUNTED) != 0, Math.min((stamp & MINUTES) + later, MINUTES)));
        }
        in.position(stamps + size * Short.BYTES);
    }

    private static int bounded(String what, ByteBuffer in, int most) {
        int value = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 0 to " + most + ")");
        }
        return value;
    }

    /** Returns the entry if it is one that an announce could have stored. */
    private static byte[] checked(byte[] entry) {
        PeerEndpoint peer = PeerEndpoint.ofCompact(entry);
        // An IPv4-mapped IPv6 address would be a second entry for the same peer.
        if (peer.isWildcard() || peer.isIpv6() != (entry.length == PeerEndpoint.COMPACT_V6)) {
            throw new IllegalArgumentException("peer: " + peer + " (expected: an address of its family)");
        }
        return entry;
    }
}
