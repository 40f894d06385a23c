package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Seeds S3 objects: the whole path from a location to peers that download it. */
@SuppressWarnings("DoNotCallSuggester")
public final class Seeder implements AutoCloseable {

    private Seeder() {}

    /**
     * Opens the store, the port for peers and, if asked for, the tracker.
     *
     * @throws IOException when a port is taken or the configuration of the store is unusable
     */
    public static Seeder start(SeederConfig config) throws IOException {
        throw new IOException("under construction: " + config);
    }

    /** Fetches a .torrent file that lies in the store. Blocks. */
    public Metainfo fetchTorrent(S3Location location) throws IOException {
        throw new IOException("under construction: " + location);
    }

    /**
     * Makes or checks the torrent of one object and seeds it from then on. Blocks while the object is hashed.
     *
     * @throws io.s3torrent.seeder.s3.ObjectException when the store says no
     * @throws io.s3torrent.seeder.metainfo.MetainfoException when the given torrent does not fit, or the object is empty
     */
    public SeededTorrent seed(SeedRequest request) throws IOException {
        throw new IOException("under construction: " + request);
    }

    /** Makes the torrent of one object and opens no port. Blocks while the object is hashed. */
    public static MadeTorrent create(S3Options s3, SeedRequest request) throws IOException {
        throw new IOException("under construction: " + s3 + request);
    }

    /** Where peers connect. */
    public InetSocketAddress listenAddress() {
        throw new IllegalStateException();
    }

    /** The tracker URLs in every torrent and magnet. */
    public List<String> announceUrls() {
        return List.of();
    }

    /** The counters at this moment. */
    public SeederSnapshot snapshot() {
        return new SeederSnapshot(0, 0, 0, 0);
    }

    /** Tells trackers and peers good-bye, frees the ports, ends every thread; returns within 5 seconds. */
    @Override
    public void close() {}
}
