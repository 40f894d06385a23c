package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.CatalogueEntry;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The torrents that were asked for: each version of an object is made once, for all who ask, and whether they wait for it or not.
 * Guarded by its monitor.
 */
final class TorrentJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentJobs.class);
    /** Each is hashed by all of the seeder's hashing threads. */
    private static final int AT_A_TIME = 4;

    private static final int MAX_QUEUED = 1000;
    /** Torrents that one process seeds for those who ask. */
    private static final int MAX_TORRENTS = 100_000;

    private final TorrentService desk;
    private final HashQuota allowance;
    private final Catalogue catalogue;
    private final Clock clock;
    private final WorkerPool makers = new WorkerPool("making", AT_A_TIME, MAX_QUEUED);
    private final Map<S3Location, TorrentJob> byObject = new HashMap<>();

    /** None yet; what is made is put into the catalogue, with the time. */
    TorrentJobs(TorrentService desk, HashQuota allowance, Catalogue catalogue, Clock clock) {
        this.desk = desk;
        this.allowance = allowance;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * The making of a version's torrent, begun now unless it was before.
     *
     * @param asker is counted as the one it is made for, if so
     * @throws RefusedException when too much is being made
     */
    synchronized TorrentJob of(ObjectVersion version, Principal asker) throws RefusedException {
        TorrentJob known = byObject.get(version.location());
        if (known != null && known.version().equals(version)) {
            return known;
        }
        if (known == null && byObject.size() >= MAX_TORRENTS) {
            throw new RefusedException(
                    S3ErrorCode.SERVICE_UNAVAILABLE, "This gateway seeds as many torrents as it can.");
        }
        allowance.take(asker, version.length());
        TorrentJob making = new TorrentJob(version, asker, desk);
        begin(making);
        byObject.put(version.location(), making);
        return making;
    }

    private void begin(TorrentJob making) throws RefusedException {
        try {
            makers.execute(() -> make(making));
        } catch (RejectedExecutionException e) {
            allowance.done(making.asker(), making.version().length());
            throw new RefusedException(
                    S3ErrorCode.SLOW_DOWN, "Too many torrents are being made; please ask again later.");
        }
    }

    private void make(TorrentJob making) {
        try {
            Seeded seeded = desk.seed(making.version().location(), making.draft());
            if (!seeded.version().equals(making.version())) {
                throw new IOException("the object was replaced while its torrent was made; please ask again");
            }
            allowance.done(making.asker(), making.unread());
            list(making, seeded.metainfo());
            making.succeed(seeded);
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("object", making.version().location()).log("no torrent: {}", e.getMessage());
            allowance.done(making.asker(), making.unread());
            forget(making);
            making.fail(e);
        }
    }

    private void list(TorrentJob making, Metainfo torrent) {
        int length = making.bytes(torrent).length;
        catalogue.put(new CatalogueEntry(making.version().location(), torrent, length, clock.instant()));
    }

    private synchronized void forget(TorrentJob making) {
        byObject.remove(making.version().location(), making);
    }

    /** An object is gone. Its torrent may still be that of another object with the same bytes and name. */
    synchronized void forget(S3Location object) {
        TorrentJob known = byObject.get(object);
        if (known != null && known.seeded().isDone()) {
            byObject.remove(object);
            catalogue.remove(object);
        }
    }

    /** A torrent is no longer seeded: who asks for it next begins anew. */
    synchronized void forget(InfoHash infoHash) {
        catalogue.remove(infoHash);
        byObject.values()
                .removeIf(making -> making.seeded().isDone()
                        && !making.seeded().isCompletedExceptionally()
                        && making.seeded().join().metainfo().infoHash().equals(infoHash));
    }

    synchronized GatewaySnapshot snapshot() {
        return new GatewaySnapshot(
                byObject.size(), makers.getActiveCount(), makers.getQueue().size());
    }

    @Override
    public void close() {
        makers.close();
    }
}
