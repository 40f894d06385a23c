package io.s3torrent.seeder.revalidate;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.revalidate.VersionCheck.Verdict;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the objects of torrents in use, and reports objects that were deleted or replaced. Without these checks, cached pieces would hide
 * the change.
 *
 * <p>Only proof counts: 404, 412, a delete marker, another ETag or version; or 403 three times in a row while the store allows access to
 * another object of the bucket. A store that does not answer or denies access to everything proves nothing. The map of torrents by object
 * is guarded by its monitor, which is never held during requests or callbacks.
 */
public final class Revalidation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revalidation.class);
    /** The most concurrent checks. With answers that take almost a second, this still allows about 10 checks per second. */
    private static final int THREADS = 8;

    private static final int BEAT_MILLIS = 100;
    private static final int CLOSE_SECONDS = 1;

    private final LongSupplier nanoClock;
    private final boolean checks;
    private final CheckSchedule<WatchedTorrent> schedule;
    private final NeighbourObjects neighbours = new NeighbourObjects();
    private final VersionCheck.Turns turns = this::awaitTurn;
    private final Map<S3Location, List<WatchedTorrent>> byObject = new HashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final WorkerPool threads = new WorkerPool("revalidate", THREADS);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "s3torrent-revalidation");
        thread.setDaemon(true);
        return thread;
    });

    private Revalidation(RevalidationConfig config) {
        this.nanoClock = config.nanoClock();
        this.checks = config.interval().isPresent();
        this.schedule = new CheckSchedule<>(config.interval().orElse(Duration.ofDays(1)), now());
    }

    /** Starts the checks, unless they are switched off. */
    public static Revalidation start(RevalidationConfig config) {
        Revalidation started = new Revalidation(config);
        if (started.checks) {
            var unused = started.clock.scheduleWithFixedDelay(
                    started::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    /** The current time, for {@link #watch}. */
    public long now() {
        return nanoClock.getAsLong();
    }

    /**
     * Prepares a torrent; {@link WatchedTorrent#begin} starts its checks.
     *
     * @param content the torrent's content
     * @param store gives the objects, and counts the checks
     * @param pinned a time no later than the requests that pinned its objects
     */
    public WatchedTorrent watch(Content content, ObjectStore store, long pinned) {
        content.objects().stream().limit(2).map(ObjectVersion::location).forEach(neighbours::answered);
        return new WatchedTorrent(content, store, pinned);
    }

    /**
     * Records that another component requested an object and got it. Torrents of another version of it end.
     *
     * @param asked a time no later than the request
     */
    public void saw(ObjectVersion version, long asked) {
        neighbours.answered(version.location());
        for (WatchedTorrent watch : watches(version.location(), asked)) {
            ObjectVersion known = watch.content.objects().get(0);
            VersionCheck.replaced(known, version).ifPresentOrElse(watch::gone, () -> schedule.unchanged(watch, asked));
        }
    }

    /**
     * Records that another component requested an object that does not exist. Its torrents end.
     *
     * @param asked a time no later than the request
     */
    public void missed(S3Location object, ObjectException.NotFound reason, long asked) {
        watches(object, asked).forEach(watch -> watch.gone(reason));
    }

    /** The torrents of an object that know nothing newer. A late answer must not end a torrent of a later version. */
    private List<WatchedTorrent> watches(S3Location object, long asked) {
        synchronized (byObject) {
            return byObject.getOrDefault(object, List.of()).stream()
                    .filter(watch -> schedule.isNews(watch, asked))
                    .toList();
        }
    }

    private void beat() {
        try {
            while (underWay.get() < THREADS) {
                Optional<WatchedTorrent> due = schedule.next(now());
                if (due.isEmpty()) {
                    return;
                }
                start(due.get());
            }
        } catch (RuntimeException e) {
            LOG.error("a check of objects could not be started", e);
        }
    }

    private void start(WatchedTorrent watch) {
        underWay.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    check(watch);
                } finally {
                    schedule.done(watch);
                    underWay.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) { // the checks were closed
            LOG.trace("closed", e);
        }
    }

    private void check(WatchedTorrent watch) {
        try {
            long began = now();
            conclude(watch, watch.check.run(), began);
        } catch (InterruptedException e) { // the checks were closed
            Thread.currentThread().interrupt();
        }
    }

    private void conclude(WatchedTorrent watch, Verdict verdict, long began) {
        if (verdict instanceof Verdict.Gone found) {
            watch.gone(found.reason());
        } else if (verdict instanceof Verdict.Forbidden refused) {
            if (schedule.refused(watch, began)) {
                watch.gone(refused.reason());
            }
        } else if (verdict instanceof Verdict.Unchanged) {
            schedule.unchanged(watch, began);
        } else {
            schedule.unanswered(watch, began);
        }
    }

    private void awaitTurn() throws InterruptedException {
        long turn = now();
        turn += schedule.turn(turn);
        for (long left = turn - now(); left > 0; left = turn - now()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("closed while a check waited for its turn");
            }
        }
    }

    /** Ends all checks within 3 seconds. */
    @Override
    public void close() {
        clock.shutdownNow();
        threads.close();
        try {
            clock.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One torrent whose objects may be deleted or replaced while it is seeded. Thread-safe. */
    public final class WatchedTorrent extends CheckSchedule.Slot {
        private final Content content;
        private final ObjectStore store;
        private final VersionCheck check;
        private final boolean single;
        private volatile BooleanSupplier hasPeers = () -> false;
        private volatile Consumer<ObjectException> gone = reason -> {};
        private volatile boolean begun;

        /** Makes a torrent whose objects were pinned at the time {@code pinned}; {@code store} counts its checks. */
        private WatchedTorrent(Content content, ObjectStore store, long pinned) {
            super(pinned);
            this.content = content;
            this.store = store;
            this.check = new VersionCheck(content, store, neighbours, turns);
            this.single = content.objects().size() == 1;
        }

        /**
         * Starts the checks, because the torrent is seeded from now on.
         *
         * @param peers tells whether the torrent has connected peers
         * @param told is called on a checking or reading thread when an object is gone or was replaced
         */
        public void begin(BooleanSupplier peers, Consumer<ObjectException> told) {
            hasPeers = peers;
            gone = told;
            begun = true;
            single().ifPresent(object -> {
                synchronized (byObject) {
                    byObject.computeIfAbsent(object, any -> new ArrayList<>(1)).add(this);
                }
            });
        }

        /** Records that a client came for the torrent, or requests a piece of it. */
        public void used() {
            if (begun && checks) {
                schedule.used(this, now());
            }
        }

        /** A reader of the torrent's objects. A read with {@code If-Match} also proves that its object is unchanged. */
        public ObjectReader reader() {
            return (version, range, sink) -> {
                long asked = now();
                store.read(version, range, sink);
                if (single && version.isConditional()) {
                    schedule.unchanged(this, asked);
                }
            };
        }

        /** Ends the checks, because the torrent is no longer seeded. */
        public void end() {
            schedule.end(this);
            single().ifPresent(object -> {
                synchronized (byObject) {
                    byObject.computeIfPresent(
                            object, (any, watches) -> watches.remove(this) && watches.isEmpty() ? null : watches);
                }
            });
        }

        /** The object of a single-object torrent. */
        private Optional<S3Location> single() {
            return single ? Optional.of(content.objects().get(0).location()) : Optional.empty();
        }

        private void gone(ObjectException reason) {
            end();
            gone.accept(reason);
        }

        @Override
        boolean hasPeers() {
            return hasPeers.getAsBoolean();
        }
    }
}
