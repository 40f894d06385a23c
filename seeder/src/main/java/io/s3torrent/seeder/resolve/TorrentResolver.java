package io.s3torrent.seeder.resolve;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.hashing.Md5EtagBuckets;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.prefix.ObjectMatcher;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** From a request to its content and torrent: the one that was given, if it fits, else one that is found or made. */
public final class TorrentResolver {
    private final ExecutorService threads;
    private final PieceCache cache;
    private final TorrentPersistence keeper;
    private final Md5EtagBuckets etags = new Md5EtagBuckets();
    private final AtomicBoolean warm = new AtomicBoolean();

    /**
     * Torrents of objects.
     *
     * @param threads read and hash
     * @param cache is filled with what is hashed
     */
    public TorrentResolver(ExecutorService threads, PieceCache cache, TorrentPersistence keeper) {
        this.threads = threads;
        this.cache = cache;
        this.keeper = keeper;
    }

    /** The torrent that {@code request} asks for, of objects in {@code store}, with {@code trackers} first. */
    public PreparedTorrent prepare(ObjectStore store, TorrentRequest request, List<String> trackers)
            throws IOException {
        if (request.torrent().isPresent()) {
            Metainfo given = request.torrent().get();
            checkMemory(given.info());
            Content content = contentOf(given.info(), store, request.source());
            return new PreparedTorrent(content, announced(given, trackers), OriginKind.GIVEN, Optional.empty());
        }
        if (!warm.getAndSet(true)) {
            threads.execute(PieceDigest::warmUp);
        }
        TorrentPlan wanted = new TorrentPlanner(store, threads).wanted(request);
        FoundTorrent found = origins(store).find(wanted);
        Metainfo metainfo = Metainfo.of(found.info(), trackers, SoftwareName.NAME);
        return new PreparedTorrent(
                wanted.content(), metainfo, found.origin(), Optional.of(wanted.sharing(found.info())));
    }

    /** What {@link #prepare} would read, besides what it takes to know that. */
    public ReadEstimate estimate(ObjectStore store, TorrentRequest request) throws IOException {
        if (request.torrent().isPresent()) {
            Info given = request.torrent().get().info();
            contentOf(given, store, request.source());
            return new ReadEstimate(request.source(), given.layout(), Usage.NOTHING);
        }
        TorrentPlan wanted = new TorrentPlanner(store, threads).wanted(request);
        Usage reading = origins(store).foreseen(wanted);
        PieceLayout layout =
                new PieceLayout(wanted.content().length(), wanted.spec().pieceLength());
        return new ReadEstimate(request.source(), layout, reading);
    }

    private TorrentOrigins origins(ObjectStore store) {
        return new TorrentOrigins(store, new TorrentMaker(store, threads, cache, etags), keeper);
    }

    /** The bytes of the content are not those of the torrent: it must not be taken for right again. */
    public void forget(PreparedTorrent wrong) {
        wrong.wanted().ifPresent(keeper::forget);
    }

    private static Metainfo announced(Metainfo given, List<String> trackers) {
        // A private torrent's peers come from its own trackers and nowhere else (BEP 27).
        boolean own = given.info().isPrivate() && !given.trackers().isEmpty();
        return own ? given : given.withTrackersFirst(trackers);
    }

    private Content contentOf(Info info, ObjectStore store, TorrentSource source) throws IOException {
        if (source instanceof TorrentSource.OneObject one) {
            ObjectVersion version = store.stat(one.location());
            checkFits(info, version);
            return TorrentFiles.content(info.files(), List.of(version));
        }
        TorrentSource.AllBelow below = (TorrentSource.AllBelow) source;
        return ObjectMatcher.of(info, below.prefix(), store, threads).content(info.files());
    }

    private static void checkMemory(Info info) throws MetainfoException {
        if (!PieceCache.canHold(info.layout())) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" has pieces of "
                    + info.layout().pieceLength()
                    + " bytes, and each is held in memory as a whole: this process has not so"
                    + " much direct memory; choose a larger --cache-memory");
        }
    }

    private static void checkFits(Info info, ObjectVersion version) throws MetainfoException {
        if (!info.isSingleFile()) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" has "
                    + info.files().size()
                    + " files, and one object is one file: it cannot be its content; for many, name"
                    + " the prefix they lie below, such as s3://bucket/folder/");
        }
        if (info.size() != version.length()) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" is of "
                    + info.size() + " bytes, and " + version.location() + " has " + version.length()
                    + ": it is not the torrent of this object");
        }
    }
}
