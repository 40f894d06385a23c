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
 * Has the objects of torrents in use checked, and tells a torrent whose object was deleted or replaced. Its pieces may come from the cache,
 * so that no read would show it.
 *
 * <p>Only proof counts: 404, 412, a delete marker, another ETag or version; and 403 three times in a row while the store gives another
 * object of the bucket. A store that does not answer, or lets nobody in, shows nothing. The torrents by object are guarded by their
 * monitor, which is never held while the store is asked or a torrent is told.
 */
public final class Revalidation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revalidation.class);
    /** Checks that wait for the store at a time: enough for 10 in a second of a store that takes most of one to answer. */
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

    /** Checks from now on, unless that is switched off. */
    public static Revalidation start(RevalidationConfig config) {
        Revalidation started = new Revalidation(config);
        if (started.checks) {
            var unused = started.clock.scheduleWithFixedDelay(
                    started::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    /** The time, for {@link #watch}. */
    public long now() {
        return nanoClock.getAsLong();
    }

    /**
     * A torrent, to be begun when it is seeded.
     *
     * @param content what it is the torrent of
     * @param store gives the objects, and counts the checks
     * @param pinned when its objects were asked for, or before
     */
    public WatchedTorrent watch(Content content, ObjectStore store, long pinned) {
        content.objects().stream().limit(2).map(ObjectVersion::location).forEach(neighbours::answered);
        return new WatchedTorrent(content, store, pinned);
    }

    /**
     * Somebody else asked for an object and got it: torrents of another version of it end.
     *
     * @param asked when, or before
     */
    public void saw(ObjectVersion version, long asked) {
        neighbours.answered(version.location());
        for (WatchedTorrent watch : watches(version.location(), asked)) {
            ObjectVersion known = watch.content.objects().get(0);
            VersionCheck.replaced(known, version).ifPresentOrElse(watch::gone, () -> schedule.unchanged(watch, asked));
        }
    }

    /**
     * Somebody else asked for an object, and there is none: its torrents end.
     *
     * @param asked when, or before
     */
    public void missed(S3Location object, ObjectException.NotFound reason, long asked) {
        watches(object, asked).forEach(watch -> watch.gone(reason));
    }

    /** Those that know nothing newer: an answer may be late, and its torrent of a later version. */
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
            LOG.error("a check of objects did not begin", e);
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
        } catch (RejectedExecutionException e) { // closed
            LOG.trace("closed", e);
        }
    }

    private void check(WatchedTorrent watch) {
        try {
            long began = now();
            conclude(watch, watch.check.run(), began);
        } catch (InterruptedException e) { // closed
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

    /** Ends all checks, within 3 seconds. */
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

    /** One torrent whose objects may be deleted or replaced while it is seeded. Safe for use by many threads. */
    public final class WatchedTorrent extends CheckSchedule.Slot {
        private final Content content;
        private final ObjectStore store;
        private final VersionCheck check;
        private final boolean single;
        private volatile BooleanSupplier hasPeers = () -> false;
        private volatile Consumer<ObjectException> gone = reason -> {};
        private volatile boolean begun;

        /** A torrent whose objects were pinned at a time; checks are counted where {@code store} counts. */
        private WatchedTorrent(Content content, ObjectStore store, long pinned) {
            super(pinned);
            this.content = content;
            this.store = store;
            this.check = new VersionCheck(content, store, neighbours, turns);
            this.single = content.objects().size() == 1;
        }

        /**
         * The torrent is seeded from now on.
         *
         * @param peers tells whether peers are connected for it
         * @param told hears, on the thread that found out, that an object is gone or was replaced
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

        /** A client came for the torrent, or asks for a piece of it. */
        public void used() {
            if (begun && checks) {
                schedule.used(this, now());
            }
        }

        /** Reads the torrent's objects: a read on the condition of the ETag also shows that its object is unchanged. */
        public ObjectReader reader() {
            return (version, range, sink) -> {
                long asked = now();
                store.read(version, range, sink);
                if (single && version.isConditional()) {
                    schedule.unchanged(this, asked);
                }
            };
        }

        /** The torrent is not seeded any more. */
        public void end() {
            schedule.end(this);
            single().ifPresent(object -> {
                synchronized (byObject) {
                    byObject.computeIfPresent(
                            object, (any, watches) -> watches.remove(this) && watches.isEmpty() ? null : watches);
                }
            });
        }

        /** The object of a torrent of one. */
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
