package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.PeerEndpoint;

/**
 * What a store holds.
 *
 * @param torrents known ones, those without peers whose completed downloads are remembered too
 * @param seeders peers that have everything; who is in several swarms counts in each
 * @param leechers the other peers
 * @param ipv6 peers of either kind that have an IPv6 address
 * @param completed downloads that ended, of the torrents that are known
 * @param bytes of heap that swarms and peers take, as well as one can know
 */
public record SwarmTotals(long torrents, long seeders, long leechers, long ipv6, long completed, long bytes) {
    /** An empty store. */
    static final SwarmTotals NONE = new SwarmTotals(0, 0, 0, 0, 0, 0);

    /** Peers with an IPv4 address. */
    public long ipv4() {
        return seeders + leechers - ipv6;
    }

    /** The same without what is counted in it twice. */
    public SwarmTotals minus(SwarmTotals twice) {
        return new SwarmTotals(
                Math.max(0, torrents - twice.torrents), // peers come and go between one look and the other
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
