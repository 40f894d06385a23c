package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectVersion;
import java.time.Duration;

/**
 * The buckets where {@code If-Match} does not work: their store refuses the ETag that it sent itself, because it compares quotes, too, or
 * knows no conditions. The ETag of each answer is compared there instead, as it is everywhere. Guarded by its own monitor.
 */
final class ConditionalSupport {
    private static final Duration LASTS = Duration.ofMinutes(10);

    private final RecentMap<String, Boolean> broken = new RecentMap<>(LASTS);

    /** This version as it is asked for: a weak ETag is never sent as a condition. */
    synchronized ObjectVersion asked(ObjectVersion version) {
        return isBroken(version) ? version.withoutCondition() : version;
    }

    /** The store refused the condition for a version that it still has. */
    synchronized void drop(ObjectVersion version) {
        broken.put(version.location().bucket(), true);
    }

    private boolean isBroken(ObjectVersion version) {
        return broken.get(version.location().bucket()).isPresent();
    }
}
