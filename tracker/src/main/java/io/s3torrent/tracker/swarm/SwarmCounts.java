package io.s3torrent.tracker.swarm;

/**
 * The three numbers of a scrape (BEP 48).
 *
 * @param seeders peers that have everything
 * @param leechers the other peers
 * @param completed downloads that ended since the swarm is known
 */
public record SwarmCounts(int seeders, int leechers, int completed) {
    /** An empty swarm. */
    public static final SwarmCounts NONE = new SwarmCounts(0, 0, 0);

    /** The same swarm with more seeders, whom the store does not know. */
    public SwarmCounts plusSeeders(int more) {
        return more == 0 ? this : new SwarmCounts(seeders + more, leechers, completed);
    }
}
