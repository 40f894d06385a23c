package io.s3torrent.cli.options;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When seeding is enough: at a time, or when so many copies were sent of each torrent and nobody takes more. */
public final class SeedEnd {
    /** A swarm that has taken nothing for so long goes on by itself. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Optional<Integer> copies;
    private final Optional<Instant> time;
    private long sentBefore = -1;
    private Instant quietSince = Instant.MIN;

    /**
     * One torrent.
     *
     * @param size bytes
     * @param bytes sent to peers
     */
    public record Sent(long size, long bytes) {}

    public SeedEnd(Optional<Integer> copies, Optional<Instant> time) {
        this.copies = copies;
        this.time = time;
    }

    /** False for a daemon that goes on for ever. */
    public boolean isEver() {
        return copies.isPresent() || time.isPresent();
    }

    /** True when it is enough. To be asked about once a second. */
    public boolean isReached(List<Sent> torrents, Instant now) {
        long sent = torrents.stream().mapToLong(Sent::bytes).sum();
        if (sent != sentBefore) {
            sentBefore = sent;
            quietSince = now;
        }
        return time.filter(end -> !now.isBefore(end)).isPresent()
                || (areSent(torrents) && !now.isBefore(quietSince.plus(QUIET)));
    }

    private boolean areSent(List<Sent> torrents) {
        return copies.isPresent() && torrents.stream().allMatch(sent -> sent.bytes() >= copies.get() * sent.size());
    }
}
