package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a tracker said, within our bounds.
 *
 * @param interval until the next announce
 * @param seeders if it said so
 * @param leechers if it said so
 * @param peers at most {@link #MAX_PEERS}
 * @param warning for the user, if any
 * @param trackerId what the tracker wants to be told in later announces, a char for each byte; an answer without it takes none back
 */
public record AnnounceResult(
        Duration interval,
        Optional<Integer> seeders,
        Optional<Integer> leechers,
        List<PeerEndpoint> peers,
        Optional<String> warning,
        Optional<String> trackerId) {
    /** No answer has a use for more. */
    public static final int MAX_PEERS = 1000;

    private static final long MIN_SECONDS = 60;
    private static final long MAX_SECONDS = 24 * 3600;

    public AnnounceResult {
        peers = List.copyOf(peers);
    }

    /** The same with other peers. */
    AnnounceResult withPeers(List<PeerEndpoint> others) {
        return new AnnounceResult(interval, seeders, leechers, others, warning, trackerId);
    }

    /** An interval as we keep it, whatever a tracker says: 1 minute to 1 day. */
    static Duration interval(long seconds) {
        return Duration.ofSeconds(Math.max(MIN_SECONDS, Math.min(seconds, MAX_SECONDS)));
    }
}
