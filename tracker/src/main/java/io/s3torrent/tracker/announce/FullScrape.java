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
 * Lists the public torrents that have peers. A small request causes much work and a large response, so the tracker creates at most one list
 * per second and limits its length. Safe for use by many threads.
 */
final class FullScrape {
    /** Maximum torrents in a list; the response is smaller than a megabyte. */
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

    /** The current list; null when the last one was created less than a second ago. */
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
