package io.s3torrent.tracker.announce;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The torrents with peers that may be listed. A list is much work and a long answer for a short question: so there is one in a
 * second, and its length is bounded. Safe for use by many threads.
 */
final class FullScrape {
    /** Answers of less than a megabyte. */
    static final int MOST = 10_000;

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final SwarmStore store;
    private final Predicate<InfoHash> listed;
    private final LongSupplier nanos;
    private final AtomicLong next;

    FullScrape(SwarmStore store, Predicate<InfoHash> listed, LongSupplier nanos) {
        this.store = store;
        this.listed = listed;
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    /** Those that are there now; null when somebody asked a moment ago. */
    @Nullable List<InfoHash> torrents() {
        long now = nanos.getAsLong();
        long at = next.get();
        if (now - at < 0 || !next.compareAndSet(at, now + PAUSE)) {
            return null;
        }
        List<InfoHash> torrents = new ArrayList<>();
        for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES && torrents.size() < MOST; slice++) {
            store.swarms(slice).stream()
                    .filter(listed)
                    .limit(MOST - torrents.size())
                    .forEach(torrents::add);
        }
        return torrents;
    }
}
