package io.s3torrent.tracker.http;

import org.jspecify.annotations.Nullable;

/** The parts of an HTTP request that the tracker uses. Keeps the array without a copy. */
final class TrackerRequest {
    /** The request target as received. */
    final byte[] target;

    final Persistence persistence;

    /** The elements of {@code X-Forwarded-For}; null without one, or if the peer is not a trusted proxy. */
    final @Nullable String forwardedFor;

    TrackerRequest(byte[] target, Persistence persistence, @Nullable String forwardedFor) {
        this.target = target;
        this.persistence = persistence;
        this.forwardedFor = forwardedFor;
    }

    /** Returns a copy that ends its connection. */
    TrackerRequest asLast() {
        return new TrackerRequest(target, Persistence.NONE, forwardedFor);
    }
}
