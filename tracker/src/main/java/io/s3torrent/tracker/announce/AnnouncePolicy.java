package io.s3torrent.tracker.announce;

import java.time.Duration;

/**
 * How often peers shall announce, and how many others they are told, under which addresses.
 *
 * @param interval between two announces of a peer
 * @param minInterval the least that peers should keep between two announces; the interval itself while a swarm is young
 * @param youth age at which a swarm is no longer young: its first peers need one another soon
 * @param defaultWant number of peers for those who do not say
 * @param maxWant number of peers for those who ask for more
 * @param external what those outside are told in place of local addresses
 */
public record AnnouncePolicy(
        Duration interval,
        Duration minInterval,
        Duration youth,
        int defaultWant,
        int maxWant,
        ExternalAddresses external) {
    /** What most trackers do. */
    public static final AnnouncePolicy DEFAULT = new AnnouncePolicy(
            Duration.ofMinutes(30), Duration.ofMinutes(5), Duration.ofMinutes(30), 50, 200, ExternalAddresses.NONE);

    public AnnouncePolicy {
        if (minInterval.toSeconds() < 1 || interval.compareTo(minInterval) < 0) {
            throw new IllegalArgumentException("interval: " + interval + ", minInterval: " + minInterval
                    + " (expected: 1 s <= minInterval <= interval)");
        }
        if (defaultWant < 0 || maxWant < defaultWant) {
            throw new IllegalArgumentException("defaultWant: " + defaultWant + ", maxWant: " + maxWant
                    + " (expected: 0 <= defaultWant <= maxWant)");
        }
    }

    /** The same in a network that the world sees under other addresses. */
    public AnnouncePolicy withExternal(ExternalAddresses addresses) {
        return new AnnouncePolicy(interval, minInterval, youth, defaultWant, maxWant, addresses);
    }

    /**
     * The interval for a peer of a swarm of that age: up to a tenth more or less than the interval, so that those who came together
     * do not come back together.
     *
     * @param peer any number that differs from peer to peer
     */
    Duration intervalAt(Duration age, int peer) {
        if (age.compareTo(youth) < 0) {
            return minInterval;
        }
        // Fibonacci hashing: ports and addresses that are close to each other end far apart.
        long spread = (peer * 0x9E3779B9L) & 0xffff_ffffL;
        long fifth = (spread * (interval.toSeconds() / 5 + 1)) >>> Integer.SIZE;
        long seconds = interval.toSeconds() - interval.toSeconds() / 10 + fifth;
        return Duration.ofSeconds(Math.max(minInterval.toSeconds(), seconds));
    }

    /** The number of peers to tell for a number that was asked for. */
    int granted(int want) {
        return want < 0 ? defaultWant : Math.min(want, maxWant);
    }
}
