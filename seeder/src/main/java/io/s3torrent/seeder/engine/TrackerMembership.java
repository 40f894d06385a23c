package io.s3torrent.seeder.engine;

import io.s3torrent.net.UrlText;
import io.s3torrent.net.UrlText.Authority;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.AnnounceFailedException;
import io.s3torrent.tracker.client.AnnounceOptions;
import io.s3torrent.tracker.client.AnnounceResult;
import io.s3torrent.tracker.client.TrackerClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces one torrent to one tracker of a tier. Guarded by its own monitor. */
final class TrackerMembership {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerMembership.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final int WANT = 200;
    private static final int WANT_OF_SEEDER = 50;

    private final TrackerClient client;
    private final ScheduledExecutorService clock;
    private final TrackerTier tier;
    private final AnnouncedSwarm swarm;
    private final int key = ThreadLocalRandom.current().nextInt();
    private Duration pause = FIRST_PAUSE;
    private final boolean seeder;
    private boolean complete;
    private boolean known;
    private CompletableFuture<?> announced = CompletableFuture.completedFuture(null);
    private boolean ended;
    private final Map<URI, String> trackerIds = new HashMap<>();
    private volatile int leechers;

    TrackerMembership(TrackerClient client, ScheduledExecutorService clock, TrackerTier tier, AnnouncedSwarm swarm) {
        this.client = client;
        this.clock = clock;
        this.tier = tier;
        this.swarm = swarm;
        this.seeder = swarm.left().getAsLong() == 0;
        this.complete = seeder;
    }

    /** The number of leechers in the tracker's last answer; 0 if it gave none. */
    int leechers() {
        return leechers;
    }

    /** The tracker that knows us, or the next one to be told. */
    synchronized URI tracker() {
        return tier.current();
    }

    /** Announces now, and then periodically. */
    void begin() {
        announce();
    }

    /**
     * Tells the tracker that we leave: at once if it knows us, otherwise after it has answered our first announce. If the download
     * completed since the last announce, first tells that. Completes when the tracker has answered.
     */
    synchronized CompletableFuture<?> end() {
        ended = true;
        return known
                ? sendStopped()
                : announced.handle((answer, failure) -> answer).thenCompose(answer -> sendStopped());
    }

    /** Ends without telling the tracker, because a new membership continues at the same tracker. */
    synchronized void endSilently() {
        ended = true;
    }

    private synchronized CompletableFuture<?> sendStopped() {
        if (!known) {
            return CompletableFuture.completedFuture(null);
        }
        AnnounceEvent news = event();
        return news == AnnounceEvent.COMPLETED
                ? send(news).thenCompose(heard -> send(AnnounceEvent.STOPPED))
                : send(AnnounceEvent.STOPPED);
    }

    private synchronized void announce() {
        if (!ended) {
            announced = send(event()).whenComplete(this::answered);
        }
    }

    private synchronized CompletableFuture<AnnounceResult> send(AnnounceEvent event) {
        URI tracker = tier.current();
        AnnounceOptions params = params(event, tracker);
        return client.announce(tracker, params, swarm.families(), later -> {
                    keepId(tracker, later);
                    takePeers(later, leechers);
                })
                .whenComplete((result, failure) -> {
                    if (result != null) {
                        keepId(tracker, result);
                    }
                });
    }

    /** Keeps the tracker's id; an answer without one leaves the previous id in place. */
    private synchronized void keepId(URI tracker, AnnounceResult result) {
        result.trackerId().ifPresent(id -> trackerIds.put(tracker, id));
    }

    private void takePeers(AnnounceResult result, int known) {
        leechers = Math.max(known, result.leechers().orElse(0));
        swarm.onPeers().accept(result.peers());
    }

    private synchronized AnnounceEvent event() {
        if (!known) {
            return AnnounceEvent.STARTED;
        }
        boolean before = complete;
        complete = swarm.left().getAsLong() == 0;
        return complete && !before ? AnnounceEvent.COMPLETED : AnnounceEvent.NONE;
    }

    private AnnounceOptions params(AnnounceEvent event, URI tracker) {
        long left = swarm.left().getAsLong();
        int want = left > 0 ? WANT : seeder ? WANT_OF_SEEDER : 0; // a peer that has just completed needs no other peers
        return AnnounceOptions.builder(swarm.infoHash(), swarm.peerId(), swarm.port())
                .uploaded(swarm.uploaded().getAsLong())
                .downloaded(swarm.downloaded().getAsLong())
                .left(left)
                .event(event)
                .want(want)
                .key(key)
                .trackerId(Optional.ofNullable(trackerIds.get(tracker)))
                .build();
    }

    private void answered(@Nullable AnnounceResult result, @Nullable Throwable failure) {
        Duration wait = result == null ? afterFailure(failure) : afterAnswer(result);
        try {
            var unused = clock.schedule(this::announce, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("closed", e);
        }
        if (result != null) {
            takePeers(result, 0);
        }
    }

    private synchronized Duration afterAnswer(AnnounceResult result) {
        boolean first = !known;
        known = true;
        pause = FIRST_PAUSE;
        tier.answered();
        return early(result.interval(), first ? 2 : 10, ThreadLocalRandom.current());
    }

    /**
     * Shortens a wait by a random part of up to {@code 1/part}, so that thousands of torrents do not announce at the same moment. After
     * the first announce, {@code part} is 2: torrents that started together are spread over half an interval.
     */
    static Duration early(Duration wait, int part, RandomGenerator random) {
        return Duration.ofMillis(wait.toMillis() - random.nextLong(wait.toMillis() / part + 1));
    }

    private synchronized Duration afterFailure(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (!ended && !(cause instanceof AnnounceFailedException announce && announce.isNotAsked())) {
            LOG.atWarn()
                    .addKeyValue("infoHash", swarm.infoHash())
                    .addKeyValue(
                            "tracker",
                            UrlText.authority(tier.current())
                                    .map(Authority::host)
                                    .orElse(""))
                    .log("Announce failed: {}", cause == null ? "" : cause.getMessage());
        }
        URI silent = tier.current();
        boolean another = tier.failed();
        known = known && tier.current().equals(silent);
        if (another) {
            return Duration.ZERO;
        }
        Optional<Duration> asked =
                cause instanceof AnnounceFailedException refused ? refused.retryIn() : Optional.empty();
        Duration own = pause;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        // Retry even after a rejection: the tracker's operator may have allowed us meanwhile.
        Duration wait = asked.filter(retry -> retry.compareTo(own) > 0)
                .map(retry -> retry.compareTo(LONGEST_PAUSE) < 0 ? retry : LONGEST_PAUSE)
                .orElse(own);
        return early(wait, 10, ThreadLocalRandom.current());
    }
}
