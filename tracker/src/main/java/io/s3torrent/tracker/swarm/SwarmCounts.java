package io.s3torrent.tracker.swarm;

/**
 * The three numbers of a scrape (BEP 48).
 *
 * @param seeders peers that have all pieces
 * @param leechers all other peers
 * @param completed completed downloads since the swarm is known
 */
public record SwarmCounts(int seeders, int leechers, int completed) {
    /** An empty swarm. */
    public static final SwarmCounts NONE = new SwarmCounts(0, 0, 0);

    /** Returns the counts with additional seeders that are not in the store. */
    public SwarmCounts plusSeeders(int more) {
        return more == 0 ? this : new SwarmCounts(seeders + more, leechers, completed);
    }
}
