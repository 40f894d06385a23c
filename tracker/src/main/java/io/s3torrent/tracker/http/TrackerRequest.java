package io.s3torrent.tracker.http;

/** A request, as far as a tracker looks at it. Takes over the array. */
final class TrackerRequest {
    /** The request target, byte for byte. */
    final byte[] target;

    final Persistence persistence;

    TrackerRequest(byte[] target, Persistence persistence) {
        this.target = target;
        this.persistence = persistence;
    }

    /** The same as the last one of its connection. */
    TrackerRequest asLast() {
        return new TrackerRequest(target, Persistence.NONE);
    }
}
