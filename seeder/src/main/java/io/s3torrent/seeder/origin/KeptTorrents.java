package io.s3torrent.seeder.origin;

import io.s3torrent.bittorrent.Agent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Torrents that earlier runs made, in files named by the hash of all that they follow from: another version of an object, another
 * wish, another store is another file. A file that cannot be read or does not fit is as none.
 */
final class KeptTorrents implements TorrentOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(KeptTorrents.class);
    private static final BoundedFolder.Limits LIMITS = new BoundedFolder.Limits(100_000, 2L << 30);

    private final BoundedFolder folder;
    private final String store;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Those in a folder, which is made when it is needed.
     *
     * @param store tells the buckets of one store from those of another
     */
    KeptTorrents(Path folder, String store) {
        this(new BoundedFolder(folder, LIMITS, Clock.systemUTC()), store);
    }

    KeptTorrents(BoundedFolder folder, String store) {
        this.folder = folder;
        this.store = store;
    }

    @Override
    public Origin origin() {
        return Origin.KEPT;
    }

    @Override
    public Optional<Info> find(Wanted wanted) {
        try {
            Optional<byte[]> file = folder.read(fileName(wanted), MetainfoCodec.MAX_BYTES);
            return file.isPresent() ? Optional.of(fitting(wanted, file.get())) : Optional.empty();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("object", wanted.content())
                    .addKeyValue("reason", e.getMessage())
                    .log("a torrent was kept and is of no use");
            return Optional.empty();
        }
    }

    static Info fitting(Wanted wanted, byte[] file) throws MetainfoException {
        return wanted.checked(MetainfoCodec.decode(file).info());
    }

    /** Keeps a torrent for later runs; that this fails is told once, and costs only those. */
    void keep(Wanted wanted, Info info) {
        try {
            folder.write(fileName(wanted), MetainfoCodec.encode(Metainfo.of(info, List.of(), Agent.NAME)));
        } catch (IOException e) {
            if (!warned.getAndSet(true)) {
                LOG.warn("torrents are not kept for later runs: {}", e.toString());
            }
        }
    }

    /** A torrent turned out to be wrong: it must not come again. */
    void forget(Wanted wanted) {
        try {
            folder.delete(fileName(wanted));
        } catch (IOException e) {
            LOG.warn("a wrong torrent stays: {}", e.toString());
        }
    }

    private String fileName(Wanted wanted) {
        return Fingerprint.of(store, wanted) + ".torrent";
    }
}
