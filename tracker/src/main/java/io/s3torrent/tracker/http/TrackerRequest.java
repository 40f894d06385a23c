package io.s3torrent.tracker.http;

import org.jspecify.annotations.Nullable;

/** A request, as far as a tracker looks at it. Takes over the array. */
final class TrackerRequest {
    /** The request target, byte for byte. */
    final byte[] target;

    final Persistence persistence;

    /** The elements of {@code X-Forwarded-For}; null when there is none, or it is of no interest. */
    final @Nullable String forwardedFor;

    TrackerRequest(byte[] target, Persistence persistence, @Nullable String forwardedFor) {
        this.target = target;
        this.persistence = persistence;
        this.forwardedFor = forwardedFor;
    }

    /** The same as the last one of its connection. */
    TrackerRequest asLast() {
        return new TrackerRequest(target, Persistence.NONE, forwardedFor);
    }
}
