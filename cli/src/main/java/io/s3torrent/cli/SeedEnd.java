package io.s3torrent.cli;

import io.s3torrent.seeder.TorrentTotal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When seeding is enough: at a time, or when so many copies were sent of each torrent and nobody takes more. */
final class SeedEnd {
    /** A swarm that has taken nothing for so long goes on by itself. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Optional<Integer> copies;
    private final Optional<Instant> time;
    private long sent;
    private Instant lastSent = Instant.MIN;

    SeedEnd(Optional<Integer> copies, Optional<Instant> time) {
        this.copies = copies;
        this.time = time;
    }

    /** False for a daemon that goes on for ever. */
    boolean isEver() {
        return copies.isPresent() || time.isPresent();
    }

    /** True when it is enough. To be asked about once a second. */
    boolean isReached(List<TorrentTotal> totals, Instant now) {
        long sentNow = totals.stream().mapToLong(TorrentTotal::uploadedBytes).sum();
        if (sentNow != sent || lastSent.equals(Instant.MIN)) {
            sent = sentNow;
            lastSent = now;
        }
        boolean quiet = !now.isBefore(lastSent.plus(QUIET));
        return time.filter(end -> !now.isBefore(end)).isPresent()
                || (quiet && copies.filter(wanted -> areSent(wanted, totals)).isPresent());
    }

    private static boolean areSent(int wanted, List<TorrentTotal> totals) {
        return totals.stream()
                .allMatch(total -> total.uploadedBytes()
                        >= wanted * total.torrent().metainfo().info().layout().objectLength());
    }
}
