package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A tracker's response to an announce, limited to valid ranges.
 *
 * @param interval time until the next announce
 * @param seeders number of seeders, if known
 * @param leechers number of leechers, if known
 * @param peers at most {@link #MAX_PEERS} peers
 * @param warning a text for the user, if any
 * @param trackerId the id to send in later announces, a char for each byte; a response without one does not revoke an earlier one
 */
public record AnnounceResult(
        Duration interval,
        Optional<Integer> seeders,
        Optional<Integer> leechers,
        List<PeerEndpoint> peers,
        Optional<String> warning,
        Optional<String> trackerId) {
    /** Maximum peers of a response; more would be of no use. */
    public static final int MAX_PEERS = 1000;

    private static final long MIN_SECONDS = 60;
    private static final long MAX_SECONDS = 24 * 3600;

    public AnnounceResult {
        peers = List.copyOf(peers);
    }

    /** Returns a copy with other peers. */
    AnnounceResult withPeers(List<PeerEndpoint> others) {
        return new AnnounceResult(interval, seeders, leechers, others, warning, trackerId);
    }

    /** Limits a tracker's interval to 1 minute to 1 day. */
    static Duration interval(long seconds) {
        return Duration.ofSeconds(Math.max(MIN_SECONDS, Math.min(seconds, MAX_SECONDS)));
    }
}
