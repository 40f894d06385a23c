package io.s3torrent.cli.options;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides when seeding ends: at a time, or when enough copies of each torrent were sent and no peer takes more. */
public final class SeedEnd {
    /** A swarm that takes nothing for so long no longer needs the seeder. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Optional<Integer> copies;
    private final Optional<Instant> time;
    private long sentBefore = -1;
    private Instant quietSince = Instant.MIN;

    /**
     * What was sent of one torrent.
     *
     * @param size size of the torrent in bytes
     * @param bytes bytes sent to peers
     */
    public record Sent(long size, long bytes) {}

    public SeedEnd(Optional<Integer> copies, Optional<Instant> time) {
        this.copies = copies;
        this.time = time;
    }

    /** False when seeding never ends by itself. */
    public boolean isEver() {
        return copies.isPresent() || time.isPresent();
    }

    /** True when seeding shall end. Call it about once a second. */
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
