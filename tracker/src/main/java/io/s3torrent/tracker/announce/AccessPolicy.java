package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.Passkeys;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which clients may use the tracker, and which torrents it lists publicly.
 *
 * @param passkeys checks the passkey that each client needs; null if clients need none
 * @param listed the torrents that a full scrape lists, none of them private; null if the tracker publishes no list
 */
public record AccessPolicy(
        @Nullable Passkeys passkeys, @Nullable Predicate<InfoHash> listed) {
    /** All clients may use all torrents whose info-hash they know; there is no public list. */
    public static final AccessPolicy EVERYBODY = new AccessPolicy(null, null);

    public AccessPolicy {
        if (passkeys != null && listed != null) {
            throw new IllegalArgumentException("a tracker with passkeys cannot publish a list of its torrents");
        }
    }
}
