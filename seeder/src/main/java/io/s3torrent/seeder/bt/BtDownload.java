package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Cancelled;
import io.s3torrent.seeder.bt.DownloadException.Refused;
import io.s3torrent.seeder.engine.Announcer;
import io.s3torrent.seeder.engine.DhtSchedule;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Downloads a torrent into a folder, with the bt library.
 *
 * <p>Files have a temporary name until every piece is verified. If the download or the process ends early, the next download continues with
 * the pieces that are on the disk. One thread calls {@link #run()} once; any thread may call the other methods.
 */
public final class BtDownload {
    private final DownloadRun run;

    private BtDownload(DownloadRun run) {
        this.run = run;
    }

    /**
     * Prepares a download and binds a free port for peers. {@link #run()} frees the port at its end.
     *
     * @throws IOException if no port is free
     */
    public static BtDownload of(DownloadRequest request, DownloadListener listener) throws IOException {
        return new BtDownload(new DownloadRun(request, listener, PeerPort.bind(new InetSocketAddress("::", 0))));
    }

    /** The port at which peers reach this download. */
    int port() {
        return run.port.port();
    }

    /** Dials further peers, soon and repeatedly while the download runs. */
    public void addPeers(Collection<InetSocketAddress> more) {
        run.peers().addAll(more);
    }

    /** Makes {@link #run()} throw {@link Cancelled} within a few seconds. */
    public void cancel() {
        run.end(new Cancelled());
    }

    /**
     * Downloads the torrent. Returns when every piece is verified, every file has its own name, and every thread has ended.
     *
     * @throws DownloadException if the download is impossible, or did not finish
     * @throws MetainfoException if the peers' metadata for a magnet link is not a torrent
     */
    public DownloadResult run() throws IOException, InterruptedException {
        if (run.request.magnet().infoHashV1().isEmpty()) {
            run.port.close();
            throw new Refused(
                    "v2-only torrents (BEP 52) can be seeded but not downloaded; the bt library supports only v1");
        }
        try (Announcer announcer = Announcer.start();
                DownloadDht dht = DownloadDht.start(run)) {
            announcer.join(
                    run.member(),
                    run.request.magnet().trackers().stream().map(List::of).toList());
            return download(dht);
        } catch (DownloadException | MetainfoException e) {
            throw e;
        } catch (IOException e) {
            throw DiskErrors.explain(e, run.request.folder());
        } finally {
            run.port.close();
        }
    }

    private DownloadResult download(DownloadDht dht) throws IOException, InterruptedException {
        long start = System.nanoTime();
        DownloadRequest request = run.request;
        Metainfo metainfo = request.metainfo().isPresent() ? request.metainfo().get() : new MetadataFetch(run).fetch();
        dht.known(metainfo.info());
        TargetFiles target = TargetFiles.of(metainfo.info(), request.folder());
        run.listener.started(metainfo);
        long fetched = fetch(metainfo.info(), target);
        return new DownloadResult(metainfo, target.root(), fetched, Duration.ofNanos(System.nanoTime() - start));
    }

    @SuppressWarnings("try") // the lock is held while it is open
    private long fetch(Info info, TargetFiles target) throws IOException, InterruptedException {
        ResumeState resume = new ResumeState(info, target, run.request.force(), run::isEnded);
        Files.createDirectories(target.folder());
        try (WriterLock lock = WriterLock.take(target)) {
            BitSet good = resume.goodPieces();
            long fetched = new PieceFetch(run, info, target, good).fetch();
            new FileFinisher(target, resume, run.request.force(), run.listener::note).files();
            return fetched;
        } catch (IOException e) {
            // A folder without write permission may already contain the finished torrent, which needs no changes.
            if (DiskErrors.isReadOnly(e) && resume.isFinished()) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * The use of the DHT by a download. Private torrents use none (BEP 27). A magnet link does not tell whether its torrent is private,
     * so until the torrent is known, this only looks for peers and does not announce us. For one thread.
     */
    private static final class DownloadDht implements AutoCloseable {
        private final DownloadRun run;
        private final Optional<DhtSchedule> schedule;

        private DownloadDht(DownloadRun run, Optional<DhtSchedule> schedule) {
            this.run = run;
            this.schedule = schedule;
        }

        /**
         * Joins the DHT if it is configured and the torrent is not known to be private.
         *
         * @throws IOException if the UDP port is taken, or there is no network for a DHT
         */
        static DownloadDht start(DownloadRun run) throws IOException {
            DownloadRequest request = run.request;
            boolean isPrivate =
                    request.metainfo().filter(known -> known.info().isPrivate()).isPresent();
            if (request.dht().isEmpty() || isPrivate) {
                return new DownloadDht(run, Optional.empty());
            }
            return new DownloadDht(run, Optional.of(begin(run, request.dht().get())));
        }

        private static DhtSchedule begin(DownloadRun run, DhtSettings settings) throws IOException {
            DhtSchedule schedule = DhtSchedule.start(MainlineDht.start(run.port.address(), settings, Optional.empty()));
            schedule.watch(run.memberInDht());
            return schedule;
        }

        /** The torrent is known. Announces us in the DHT; or if the torrent is private, leaves the DHT and forgets its peers. */
        void known(Info info) {
            if (!info.isPrivate()) {
                schedule.ifPresent(table -> table.join(run.memberInDht()));
            } else {
                schedule.ifPresent(table -> table.leave(info.infoHash()));
                run.forgetStrangers();
            }
        }

        @Override
        public void close() {
            schedule.ifPresent(DhtSchedule::close);
        }
    }
}
