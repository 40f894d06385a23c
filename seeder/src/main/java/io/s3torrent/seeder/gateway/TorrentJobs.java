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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the torrents that clients request: each version of an object once, for all clients, even if they leave. Guarded by its monitor.
 */
final class TorrentJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentJobs.class);
    /** Simultaneous jobs; each of them uses all hashing threads of the seeder. */
    private static final int AT_A_TIME = 4;

    private static final int MAX_QUEUED = 1000;
    /** The most torrents that one process seeds on request. */
    private static final int MAX_TORRENTS = 100_000;

    private final TorrentService service;
    private final HashQuota quota;
    private final Catalogue catalogue;
    private final Clock clock;
    private final WorkerPool workers = new WorkerPool("making", AT_A_TIME, MAX_QUEUED);
    private final Map<S3Location, TorrentJob> byObject = new HashMap<>();

    /** Starts without jobs. Finished torrents are added to the catalogue, with the time. */
    TorrentJobs(TorrentService service, HashQuota quota, Catalogue catalogue, Clock clock) {
        this.service = service;
        this.quota = quota;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Returns the job for a version, and starts it if there is none.
     *
     * @param principal whose quota pays for a new job
     * @throws RefusedException if too many torrents are being created
     */
    synchronized TorrentJob of(ObjectVersion version, Principal principal) throws RefusedException {
        TorrentJob known = byObject.get(version.location());
        if (known != null && known.version().equals(version)) {
            return known;
        }
        if (known == null && byObject.size() >= MAX_TORRENTS) {
            throw new RefusedException(
                    S3ErrorCode.SERVICE_UNAVAILABLE, "This gateway has reached its limit of torrents.");
        }
        quota.take(principal, version.length());
        TorrentJob job = new TorrentJob(version, principal, service);
        begin(job);
        byObject.put(version.location(), job);
        return job;
    }

    private void begin(TorrentJob job) throws RefusedException {
        try {
            workers.execute(() -> make(job));
        } catch (RejectedExecutionException e) {
            quota.done(job.principal(), job.version().length());
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN, "Too many torrents are being created; retry later.");
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
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("object", job.version().location()).log("Creating a torrent failed: {}", e.getMessage());
            quota.done(job.principal(), job.unread());
            forget(job);
            job.fail(e);
        }
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

    synchronized GatewaySnapshot snapshot() {
        return new GatewaySnapshot(
                byObject.size(), workers.getActiveCount(), workers.getQueue().size());
    }

    @Override
    public void close() {
        workers.close();
    }

    /** One torrent from its first request on: first being created, then seeded. Its monitor guards its file. */
    static final class TorrentJob {
        private final ObjectVersion version;
        private final Principal principal;
        private final TorrentService service;
        private volatile PartialTorrent partial;
        private WeakReference<byte[]> encoded = new WeakReference<>(new byte[0]);
        private final CompletableFuture<Seeded> seeded = new CompletableFuture<>();

        TorrentJob(ObjectVersion version, Principal principal, TorrentService service) {
            this.version = version;
            this.principal = principal;
            this.service = service;
            this.partial = new PartialTorrent(version, service);
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
            partial = new PartialTorrent(version, service); // frees the bytes; clients that still read keep the old one
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
}
