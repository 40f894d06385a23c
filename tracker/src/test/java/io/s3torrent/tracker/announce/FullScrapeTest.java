package io.s3torrent.tracker.announce;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.PeerChange;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FullScrapeTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final MemorySwarmStore store =
            new MemorySwarmStore(SwarmLimits.DEFAULT, nanos::get, new Random(1), new SplittableRandom(1));

    @Test
    void isBoundedInLengthAndRate() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 50_000; i++) {
            store.announce(InfoHash.ofWords(random.nextLong(), i, 0), Peers.v4(1, 1), PeerChange.LEECHER, 0);
        }
        FullScrape scrape = new FullScrape(store, infoHash -> infoHash.middle() % 2 == 0, nanos::get);
        assertThat(requireNonNull(scrape.torrents()))
                .hasSize(FullScrape.MOST)
                .doesNotHaveDuplicates()
                .allMatch(infoHash -> infoHash.middle() % 2 == 0);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
        assertThat(scrape.torrents()).isNull();
        nanos.incrementAndGet();
        assertThat(scrape.torrents()).isNotNull();
    }
}
