package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.engine.DhtSchedule;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.Optional;

/**
 * What a download has of the DHT. A private torrent has nothing (BEP 27); a magnet link does not tell, so that until the torrent is
 * there its peers are only looked for, and we are named to nobody. For one thread.
 */
final class DownloadDht implements AutoCloseable {
    private final DownloadRun run;
    private final Optional<DhtSchedule> schedule;

    private DownloadDht(DownloadRun run, Optional<DhtSchedule> schedule) {
        this.run = run;
        this.schedule = schedule;
    }

    /**
     * Finds into the DHT, if that is wanted and may be.
     *
     * @throws IOException when the UDP port is taken, or there is no network for a DHT
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

    /** The torrent is there: others may know that we want it; or whom the DHT has named was none of our business. */
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
