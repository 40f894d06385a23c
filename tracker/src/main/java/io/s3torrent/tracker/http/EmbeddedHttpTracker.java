package io.s3torrent.tracker.http;

import io.s3torrent.tracker.announce.AnnounceService;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A tracker as the guest of somebody else's HTTP server, who knows who asks, and writes the heads of answers. Safe for use by many
 * threads, and waits for nothing.
 */
public final class EmbeddedHttpTracker {
    private final TrackerResponses answers;

    /** The same tracker as that service's own servers are. */
    public EmbeddedHttpTracker(AnnounceService service) {
        this.answers = new TrackerResponses(service);
    }

    /** True for a path at which a tracker is asked: {@code /announce}, {@code /scrape}, those with passkeys where they are wanted. */
    public boolean isAskedAt(String path) {
        return answers.isPath(query(path));
    }

    /**
     * The bencoded answer to a GET, of status 200.
     *
     * @param target path and query as they came, a char for each byte
     * @param peer who asks
     * @param reachedAt our own address that he asked at
     */
    public byte[] answer(String target, InetAddress peer, InetAddress reachedAt) {
        return answers.to(query(target), peer, reachedAt).body();
    }

    private static QueryScanner query(String target) {
        return new QueryScanner(target.getBytes(StandardCharsets.ISO_8859_1));
    }
}
