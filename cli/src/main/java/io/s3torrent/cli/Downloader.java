package io.s3torrent.cli;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Downloads what one torrent names into a folder. */
@FunctionalInterface
interface Downloader {

    /**
     * Blocks until every piece is there and verified.
     *
     * @throws CommandException with {@link ExitCode#RESUMABLE} when there is no progress any more
     * @throws InterruptedException when the thread was interrupted; what was verified is kept
     */
    Downloaded download(Job job) throws IOException, InterruptedException;

    /**
     * What to download.
     *
     * @param magnet info-hash and trackers
     * @param metainfo the torrent, when it is known already
     * @param folder where the file or folder of the torrent's name goes; is there
     * @param peers to connect to besides those that trackers name
     * @param force true when other files may be overwritten
     * @param listener hears how it goes
     */
    record Job(
            Magnet magnet,
            Optional<Metainfo> metainfo,
            Path folder,
            List<InetSocketAddress> peers,
            boolean force,
            Listener listener) {
        public Job {
            peers = List.copyOf(peers);
        }
    }

    /** A finished download: its info, and the file or folder. */
    record Downloaded(Info info, Path path) {}

    /** Hears how far a download is; called often, by any thread, and must return at once. */
    @FunctionalInterface
    interface Listener {
        /** {@code done} of {@code total} bytes are verified; a total of 0 means that the torrent is not known yet. */
        void downloaded(long done, long total, int peers);
    }
}
