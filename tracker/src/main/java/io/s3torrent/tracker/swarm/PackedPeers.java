package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Peers as compact entries, the two address families apart: 6 bytes each (BEP 23), 18 bytes each (BEP 7). */
public final class PackedPeers {
    /** Nobody. */
    public static final PackedPeers NONE = new PackedPeers(new byte[0], new byte[0]);

    private final byte[] v4;
    private final byte[] v6;

    /** Takes over both arrays: they belong to this object from now on. */
    PackedPeers(byte[] v4, byte[] v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /** The IPv4 entries. Not a copy, as this is on the path of every announce: only to be read. */
    public byte[] v4() {
        return v4;
    }

    /** The IPv6 entries. Not a copy either. */
    public byte[] v6() {
        return v6;
    }

    /** Number of peers. */
    public int size() {
        return v4.length / PeerEndpoint.COMPACT_V4 + v6.length / PeerEndpoint.COMPACT_V6;
    }

    /** These and one more. */
    PackedPeers plus(PeerEndpoint peer) {
        return peer.isIpv6() ? new PackedPeers(v4, joined(v6, peer)) : new PackedPeers(joined(v4, peer), v6);
    }

    private static byte[] joined(byte[] packed, PeerEndpoint peer) {
        byte[] entry = peer.compact();
        byte[] joined = Arrays.copyOf(packed, packed.length + entry.length);
        System.arraycopy(entry, 0, joined, packed.length, entry.length);
        return joined;
    }

    /** The peers one by one, IPv4 first. */
    public List<PeerEndpoint> endpoints() {
        List<PeerEndpoint> endpoints = unpacked(v4, PeerEndpoint.COMPACT_V4);
        endpoints.addAll(unpacked(v6, PeerEndpoint.COMPACT_V6));
        return endpoints;
    }

    /**
     * The same peers at other places.
     *
     * @param change gives an endpoint of the same address family
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
