package io.s3torrent.seeder.daemon;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.SourceListing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists each source again and again. One listing of a source runs at a time, and a failed one changes nothing. The map of sources is
 * guarded by the monitor, which is never held while a source is listed.
 */
final class SourcePoller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SourcePoller.class);
    private static final int THREADS = 4;
    private static final int MAX_SOURCES = 10_000;

    private final Lister lister;
    private final Receiver receiver;
    private final InstantSource time;
    private final PollIntervals intervals = new PollIntervals();
    private final Map<String, Followed> sources = new ConcurrentHashMap<>();
    private final WorkerPool threads = new WorkerPool("poll", THREADS, MAX_SOURCES);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "s3torrent-poll-clock");
        thread.setDaemon(true);
        return thread;
    });

    /** Lists the objects of a source. */
    @FunctionalInterface
    interface Lister {
        SourceListing list(FollowedSource source) throws IOException;
    }

    /** Receives complete listings, and what went wrong. */
    interface Receiver {
        /** The objects of a source; {@code began} is a time before the listing. */
        void listed(FollowedSource source, SourceListing listing, Instant began);

        /** A source cannot be listed, for the first time since it could. */
        void unlisted(FollowedSource source, IOException reason);

        /** A source can be listed again. */
        void listedAgain(FollowedSource source);
    }

    /** A source, and whether its last listing failed. */
    private static final class Followed {
        final FollowedSource source;
        volatile boolean removed;
        volatile Optional<String> problem = Optional.empty();
        volatile boolean listed;

        Followed(FollowedSource source) {
            this.source = source;
        }
    }

    SourcePoller(Lister lister, Receiver receiver, InstantSource time) {
        this.lister = lister;
        this.time = time;
        this.receiver = receiver;
    }

    /**
     * Follows exactly these sources from now on. Lists new and changed ones at once.
     *
     * @return the names of those that are no longer followed; no listing of them is handed on any more
     */
    List<String> follow(List<FollowedSource> wanted) {
        List<Followed> begun = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        synchronized (this) {
            Map<String, FollowedSource> byName =
                    wanted.stream().collect(Collectors.toMap(FollowedSource::name, source -> source));
            for (Followed known : List.copyOf(sources.values())) {
                String name = known.source.name();
                if (!byName.containsKey(name)) {
                    sources.remove(name);
                    end(known);
                    ended.add(name);
                }
            }
            byName.values().forEach(source -> follow(source).ifPresent(begun::add));
        }
        begun.forEach(this::list);
        return ended;
    }

    private void end(Followed followed) {
        synchronized (followed) { // waits until a listing is handed on
            followed.removed = true;
        }
        intervals.removed(followed.source.name());
    }

    private Optional<Followed> follow(FollowedSource source) {
        Followed known = sources.get(source.name());
        if (known != null && known.source.isSame(source)) {
            return Optional.empty();
        }
        if (known != null) {
            end(known); // its successor has the same name, so that its objects stay
        }
        Followed followed = new Followed(source);
        sources.put(source.name(), followed);
        return Optional.of(followed);
    }

    private void list(Followed followed) {
        try {
            threads.execute(() -> {
                poll(followed);
                again(followed);
            });
        } catch (RejectedExecutionException e) {
            log.trace("closed", e);
        }
    }

    private void again(Followed followed) {
        if (followed.removed) {
            return;
        }
        try {
            var unused = clock.schedule(
                    () -> list(followed), intervals.of(followed.source).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.trace("closed", e);
        }
    }

    private void poll(Followed followed) {
        FollowedSource source = followed.source;
        try {
            Instant began = time.instant();
            SourceListing listing = lister.list(source);
            synchronized (followed) {
                if (!followed.removed) {
                    intervals.listed(source, listing.requests());
                    receiver.listed(source, listing, began);
                }
            }
            if (followed.problem.isPresent()) {
                receiver.listedAgain(source);
            }
            followed.problem = Optional.empty();
            followed.listed = true;
        } catch (IOException e) {
            boolean isNew = followed.problem.isEmpty() && !followed.removed && !threads.isShutdown();
            followed.problem = Optional.of(String.valueOf(e.getMessage()));
            if (isNew) {
                receiver.unlisted(source, e);
            }
        } catch (RuntimeException e) {
            log.atError().addKeyValue("source", source.name()).setCause(e).log("a source could not be listed");
        }
    }

    /** The time between two listings of a source. */
    Duration interval(FollowedSource source) {
        return intervals.of(source);
    }

    /** One source for reports: its name, whether it was listed once, and why the last listing failed. */
    record Report(String name, boolean listed, Optional<String> problem) {}

    /** All sources, by name. */
    List<Report> reports() {
        return sources.values().stream()
                .map(followed -> new Report(followed.source.name(), followed.listed, followed.problem))
                .sorted(Comparator.comparing(Report::name))
                .toList();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.close();
    }
}
