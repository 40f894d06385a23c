package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;

/**
 * The totals of a store.
 *
 * @param torrents known swarms, including those without peers but with completed downloads
 * @param seeders peers that have all pieces; a peer counts once in each of its swarms
 * @param leechers all other peers
 * @param ipv6 seeders and leechers with an IPv6 address
 * @param completed completed downloads of the known swarms
 * @param bytes estimated heap used by swarms and peers
 */
public record SwarmTotals(long torrents, long seeders, long leechers, long ipv6, long completed, long bytes) {
    /** An empty store. */
    static final SwarmTotals NONE = new SwarmTotals(0, 0, 0, 0, 0, 0);

    /** Peers with an IPv4 address. */
    public long ipv4() {
        return seeders + leechers - ipv6;
    }

    /** Subtracts what is counted twice. */
    public SwarmTotals minus(SwarmTotals twice) {
        return new SwarmTotals(
                Math.max(0, torrents - twice.torrents), // peers may leave between the two counts
                Math.max(0, seeders - twice.seeders),
                Math.max(0, leechers - twice.leechers),
                Math.max(0, ipv6 - twice.ipv6),
                Math.max(0, completed - twice.completed),
                bytes);
    }

    SwarmTotals plus(PeerEndpoint peer, boolean seeder) {
        return new SwarmTotals(
                torrents,
                seeders + (seeder ? 1 : 0),
                leechers + (seeder ? 0 : 1),
                ipv6 + (peer.isIpv6() ? 1 : 0),
                completed,
                bytes);
    }

    SwarmTotals plus(Swarm swarm) {
        SwarmCounts counts = swarm.counts();
        return new SwarmTotals(
                torrents + 1,
                seeders + counts.seeders(),
                leechers + counts.leechers(),
                ipv6 + PeerList.size(swarm.peers(true)),
                completed + counts.completed(),
                bytes + swarm.footprint());
    }
}
