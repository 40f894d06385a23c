package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Peers as compact entries, separated by address family: 6 bytes each for IPv4 (BEP 23), 18 bytes each for IPv6 (BEP 7). */
public final class PackedPeers {
    /** No peers. */
    public static final PackedPeers NONE = new PackedPeers(new byte[0], new byte[0]);

    private final byte[] v4;
    private final byte[] v6;

    /** Keeps both arrays without a copy; the caller must not change them. */
    PackedPeers(byte[] v4, byte[] v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /** The IPv4 entries. Not a copy, for speed: do not change the array. */
    public byte[] v4() {
        return v4;
    }

    /** The IPv6 entries. Not a copy: do not change the array. */
    public byte[] v6() {
        return v6;
    }

    /** Number of peers. */
    public int size() {
        return v4.length / PeerEndpoint.COMPACT_V4 + v6.length / PeerEndpoint.COMPACT_V6;
    }

    /** Returns these peers and one more. */
    PackedPeers plus(PeerEndpoint peer) {
        return peer.isIpv6() ? new PackedPeers(v4, joined(v6, peer)) : new PackedPeers(joined(v4, peer), v6);
    }

    private static byte[] joined(byte[] packed, PeerEndpoint peer) {
        byte[] entry = peer.compact();
        byte[] joined = Arrays.copyOf(packed, packed.length + entry.length);
        System.arraycopy(entry, 0, joined, packed.length, entry.length);
        return joined;
    }

    /** The peers as endpoints, IPv4 first. */
    public List<PeerEndpoint> endpoints() {
        List<PeerEndpoint> endpoints = unpacked(v4, PeerEndpoint.COMPACT_V4);
        endpoints.addAll(unpacked(v6, PeerEndpoint.COMPACT_V6));
        return endpoints;
    }

    /**
     * Returns the peers with changed endpoints.
     *
     * @param change must return an endpoint of the same address family
     */
    public PackedPeers map(UnaryOperator<PeerEndpoint> change) {
        return new PackedPeers(
                mapped(v4, PeerEndpoint.COMPACT_V4, change), mapped(v6, PeerEndpoint.COMPACT_V6, change));
    }

    private static byte[] mapped(byte[] packed, int width, UnaryOperator<PeerEndpoint> change) {
        ByteBuffer mapped = ByteBuffer.allocate(packed.length);
        unpacked(packed, width).forEach(peer -> mapped.put(change.apply(peer).compact()));
        return mapped.array();
    }

    static List<PeerEndpoint> unpacked(byte[] packed, int width) {
        List<PeerEndpoint> peers = new ArrayList<>(packed.length / width);
        for (int at = 0; at < packed.length; at += width) {
            peers.add(PeerEndpoint.ofCompact(Arrays.copyOfRange(packed, at, at + width)));
        }
        return peers;
    }
}
