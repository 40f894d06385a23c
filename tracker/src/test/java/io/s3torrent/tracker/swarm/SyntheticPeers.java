package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;

/** Generates IPv4 peers with a realistic distribution: a few torrents have most peers, and three of four peers are seeders. */
public final class SyntheticPeers {
    private final int torrents;

    /** Distributes peers over this number of torrents, some of which stay without peers. */
    public SyntheticPeers(int torrents) {
        this.torrents = torrents;
    }

    /** The swarm of a peer. The popularity of the n-th torrent falls with n to the power of 2/3. */
    public InfoHash swarm(int peer) {
        double uniform = (mix(peer) >>> 11) * 0x1p-53;
        int torrent = (int) (torrents * uniform * uniform * uniform);
        return InfoHash.ofWords(mix(~torrent), mix(torrent + 1L), (int) mix(torrent + 2L));
    }

    /** The endpoint of a peer. */
    public PeerEndpoint peer(int peer) {
        byte[] entry = {10, (byte) (peer >> 16), (byte) (peer >> 8), (byte) peer, 0x1a, (byte) (0xe1 ^ peer >> 24)};
        return PeerEndpoint.ofCompact(entry);
    }

    /** Whether the peer is a seeder or a leecher. */
    public PeerChange change(int peer) {
        return (mix(peer) & 3) == 0 ? PeerChange.LEECHER : PeerChange.SEEDER;
    }

    private static long mix(long z) {
        long mixed = (z + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
