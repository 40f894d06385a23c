package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.Passkeys;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, and whether he may ask for all.
 *
 * @param passkeys which everybody needs; null for nobody does
 * @param listed the torrents that everybody may have a list of, none of which is private; null for no list at all
 */
public record AccessPolicy(
        @Nullable Passkeys passkeys, @Nullable Predicate<InfoHash> listed) {
    /** Everybody, for those torrents whose info-hash he knows. */
    public static final AccessPolicy EVERYBODY = new AccessPolicy(null, null);

    public AccessPolicy {
        if (passkeys != null && listed != null) {
            throw new IllegalArgumentException("a tracker with passkeys gives no list of its torrents");
        }
    }
}
