package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.CatalogueEntry;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the torrents that clients request: each version of an object once, for all clients. {@link JobQueue} decides which job is next. A
 * job ends when no client has waited for it for a while; the next request starts it again. Guarded by its monitor.
 */
final class TorrentJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentJobs.class);
    private static final int MAX_QUEUED = 1000;
    /** The most torrents that one process seeds on request. */
    private static final int MAX_TORRENTS = 100_000;

    /** How long a job continues after its last client has left: a client whose connection broke connects again. */
    static final Duration LINGER = Duration.ofSeconds(10);

    /** How long a job continues for a client that was told to retry in a minute. */
    static final Duration RETRY = Duration.ofMinutes(2);

    private final TorrentService service;
    private final HashQuota quota;
    private final Catalogue catalogue;
    private final Clock clock;
    private final WorkerPool workers = new WorkerPool("making", JobQueue.SLOTS, JobQueue.SLOTS);
    private final JobQueue<TorrentJob> queue = new JobQueue<>(MAX_QUEUED);
    private final Map<S3Location, TorrentJob> byObject = new HashMap<>();

    /** Starts without jobs. Finished torrents are added to the catalogue, with the time. */
    TorrentJobs(TorrentService service, HashQuota quota, Catalogue catalogue, Clock clock) {
        this.service = service;
        this.quota = quota;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Returns the job for a version, and queues it if there is none. The client waits for it until {@link #leave}.
     *
     * @param principal whose quota pays for a new job
     * @throws RefusedException if too many torrents are being created
     */
    TorrentJob join(ObjectVersion version, Principal principal) throws RefusedException {
        List<TorrentJob> ended = new ArrayList<>();
        try {
            return join(version, principal, ended);
        } finally {
            ended.forEach(job -> job.fail(tooMany())); // outside the monitor: clients are answered
        }
    }

    private synchronized TorrentJob join(ObjectVersion version, Principal principal, List<TorrentJob> ended)
            throws RefusedException {
        TorrentJob known = byObject.get(version.location());
        if (known != null && known.version().equals(version) && !isAbandoned(known)) {
            queue.join(known, principal.account());
            return known;
        }
        dropAbandoned();
        if (known == null && byObject.size() >= MAX_TORRENTS) {
            throw new RefusedException(
                    S3ErrorCode.SERVICE_UNAVAILABLE, "This gateway has reached its limit of torrents.");
        }
        quota.take(principal, version.length());
        TorrentJob job = new TorrentJob(version, principal);
        Optional<TorrentJob> displaced = queue.add(job, version.length(), principal.account());
        if (displaced.isPresent()) {
            quota.done(displaced.get().principal(), displaced.get().version().length());
            if (displaced.get().equals(job)) {
                throw tooMany();
            }
            forget(displaced.get());
            ended.add(displaced.get());
        }
        byObject.put(version.location(), job);
        startNext();
        return job;
    }

    private static RefusedException tooMany() {
        return new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many torrents are being created; retry later.");
    }

    /** Lists a torrent that is seeded without a request. A request for it is answered at once. */
    void adopt(Seeded seeded) {
        TorrentJob job = new TorrentJob(seeded.version(), Principal.OURSELVES);
        list(job, seeded.metainfo());
        job.succeed(seeded);
        synchronized (this) {
            byObject.put(seeded.version().location(), job);
        }
    }

    /** Notes that a client does not wait any more. */
    synchronized void leave(TorrentJob job, Principal principal) {
        queue.leave(job, principal.account());
        Instant until = clock.instant().plus(job.retryExpected ? RETRY : LINGER);
        job.retryExpected = false;
        job.wantedUntil = until.isAfter(job.wantedUntil) ? until : job.wantedUntil;
    }

    /** True if no client has waited for a job for a while. The job ends then, even if a client requests its torrent later. */
    private synchronized boolean isAbandoned(TorrentJob job) {
        job.abandoned |= !job.seeded().isDone()
                && !queue.hasClients(job)
                && !clock.instant().isBefore(job.wantedUntil);
        return job.abandoned;
    }

    /** Removes abandoned jobs that have not started. Those that run end themselves. */
    private void dropAbandoned() {
        for (TorrentJob job : queue.waitingJobs()) {
            if (isAbandoned(job)) {
                queue.remove(job);
                forget(job);
                quota.done(job.principal(), job.version().length());
            }
        }
    }

    private void startNext() {
        for (Optional<TorrentJob> job = queue.next(); job.isPresent(); job = queue.next()) {
            TorrentJob next = job.get();
            try {
                workers.execute(() -> make(next));
            } catch (RejectedExecutionException e) { // the gateway has closed, and so have its connections
                LOG.trace("closed", e);
                return;
            }
        }
    }

    private void make(TorrentJob job) {
        try {
            Seeded seeded = service.seed(job.version().location(), job.partial());
            if (!seeded.version().equals(job.version())) {
                throw new IOException("the object was replaced while its torrent was created; retry");
            }
            quota.done(job.principal(), job.unread());
            list(job, seeded.metainfo());
            job.succeed(seeded);
        } catch (CancellationException e) {
            LOG.atInfo()
                    .addKeyValue("object", job.version().location())
                    .log("Stopped creating a torrent: no client waits for it");
            quota.done(job.principal(), job.version().length() - job.partial().readUntilNow());
            forget(job);
            job.fail(new IOException("no client waited for the torrent; retry"));
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("object", job.version().location())
                    .log("Creating a torrent failed: {}", e.getMessage());
            quota.done(job.principal(), job.unread());
            forget(job);
            job.fail(e);
        }
        end(job);
    }

    private synchronized void end(TorrentJob job) {
        queue.remove(job);
        dropAbandoned();
        startNext();
    }

    private void list(TorrentJob job, Metainfo torrent) {
        int length = job.bytes(torrent).length;
        catalogue.put(new CatalogueEntry(job.version().location(), torrent, length, clock.instant()));
    }

    private synchronized void forget(TorrentJob job) {
        byObject.remove(job.version().location(), job);
    }

    /** Forgets an object that is gone. Its torrent may still be seeded for another object with the same bytes and name. */
    synchronized void forget(S3Location object) {
        TorrentJob known = byObject.get(object);
        if (known != null && known.seeded().isDone()) {
            byObject.remove(object);
            catalogue.remove(object);
        }
    }

    /** Forgets a torrent that is not seeded any more. The next request for it starts a new job. */
    synchronized void forget(InfoHash infoHash) {
        catalogue.remove(infoHash);
        byObject.values()
                .removeIf(job -> job.seeded().isDone()
                        && !job.seeded().isCompletedExceptionally()
                        && job.seeded().join().metainfo().infoHash().equals(infoHash));
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(byObject.size(), queue.running(), queue.waiting());
    }

    @Override
    public void close() {
        workers.close();
    }

    /** One torrent from its first request on: first being created, then seeded. Its monitor guards its file. */
    final class TorrentJob {
        private final ObjectVersion version;
        private final Principal principal;
        private volatile PartialTorrent partial;
        private WeakReference<byte[]> encoded = new WeakReference<>(new byte[0]);
        private final CompletableFuture<Seeded> seeded = new CompletableFuture<>();

        /** No client waits after this time, unless it is in the queue. Guarded by {@link TorrentJobs}, as is {@link #abandoned}. */
        private Instant wantedUntil = Instant.MIN;

        private boolean abandoned;
        private volatile boolean retryExpected;

        private TorrentJob(ObjectVersion version, Principal principal) {
            this.version = version;
            this.principal = principal;
            this.partial = newPartial();
        }

        private PartialTorrent newPartial() {
            return new PartialTorrent(version, service, () -> isAbandoned(this));
        }

        /** Notes that a client was told to request the torrent again. */
        void expectRetry() {
            retryExpected = true;
        }

        ObjectVersion version() {
            return version;
        }

        /** The principal whose quota pays. */
        Principal principal() {
            return principal;
        }

        /** The torrent's bytes while it is created. */
        PartialTorrent partial() {
            return partial;
        }

        /** Completes when the torrent is seeded, or has failed. */
        CompletableFuture<Seeded> seeded() {
            return seeded;
        }

        /** Bytes of the object that need not be read to create the torrent. */
        long unread() {
            return version.length() - partial.read();
        }

        void succeed(Seeded torrent) {
            PartialTorrent ended = partial;
            seeded.complete(torrent);
            partial = newPartial(); // frees the bytes; clients that still read keep the old one
            ended.seeded(bytes(torrent.metainfo()));
        }

        void fail(Exception reason) {
            partial.failed();
            seeded.completeExceptionally(reason);
        }

        /** The torrent as a file. Clients that read it at the same time share the bytes. */
        synchronized byte[] bytes(Metainfo torrent) {
            byte[] known = encoded.get();
            if (known == null || known.length == 0) {
                known = MetainfoCodec.encode(torrent);
                encoded = new WeakReference<>(known);
            }
            return known;
        }
    }

    /**
     * A gateway's counters at one moment.
     *
     * @param torrents requested torrents that exist or are being created
     * @param running torrents that are being created
     * @param queued torrents that wait to be created
     */
    record Snapshot(int torrents, int running, int queued) {}
}
