package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.ContentVerifier;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.prefix.ObjectMatcher;
import io.s3torrent.seeder.s3.Md5EtagBuckets;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** From a request to its content and torrent: the one that was given, if it fits, else one that is found or made. */
public final class TorrentResolver {
    private final ExecutorService threads;
    private final PieceCache cache;
    private final TorrentPersistence persistence;
    private final Md5EtagBuckets etags = new Md5EtagBuckets();
    private final AtomicBoolean warm = new AtomicBoolean();

    /**
     * Torrents of objects.
     *
     * @param threads read and hash
     * @param cache is filled with what is hashed
     */
    public TorrentResolver(ExecutorService threads, PieceCache cache, TorrentPersistence persistence) {
        this.threads = threads;
        this.cache = cache;
        this.persistence = persistence;
    }

    /**
     * The torrent that {@code request} asks for. Blocks.
     *
     * @param store has the objects
     * @param ledger counts what is asked of the store; its counters become the torrent's cost
     * @param trackers come first in the torrent
     */
    public Torrent resolve(ObjectStore store, Ledger ledger, TorrentRequest request, List<String> trackers)
            throws IOException {
        ObjectStore counted = store.countedIn(ledger);
        Torrent torrent = request.torrent().isPresent()
                ? given(counted, request.torrent().get(), request, trackers)
                : findOrMake(counted, request, trackers);
        return torrent.withCost(ledger.snapshot());
    }

    private Torrent given(ObjectStore store, Metainfo given, TorrentRequest request, List<String> trackers)
            throws IOException {
        checkMemory(given.info());
        Content content = contentOf(given.info(), store, request.source());
        if (request.isSampled()) {
            checkSamples(given.info(), content, store, request);
        }
        // A private torrent's peers come from its own trackers and nowhere else (BEP 27).
        boolean keepsTrackers = given.info().isPrivate() && !given.trackers().isEmpty();
        return Torrent.given(content, keepsTrackers ? given : given.withTrackersFirst(trackers));
    }

    private Torrent findOrMake(ObjectStore store, TorrentRequest request, List<String> trackers) throws IOException {
        if (!warm.getAndSet(true)) {
            threads.execute(PieceDigest::warmUp);
        }
        TorrentPlan plan = new TorrentPlanner(store, threads).plan(request);
        return origins(store).find(plan, trackers);
    }

    /** What {@link #resolve} would read of the objects, besides what this call reads. */
    public ReadEstimate estimate(ObjectStore store, Ledger ledger, TorrentRequest request) throws IOException {
        ObjectStore counted = store.countedIn(ledger);
        ReadEstimate reading = request.torrent().isPresent()
                ? estimateGiven(counted, request.torrent().get().info(), request)
                : estimatePlanned(counted, request);
        return reading.plus(ledger.snapshot().usage(0));
    }

    private ReadEstimate estimateGiven(ObjectStore store, Info given, TorrentRequest request) throws IOException {
        Content unused = contentOf(given, store, request.source());
        // The layout of a v2 torrent counts the padding behind its last byte.
        PieceLayout layout = given.isSingleFile()
                ? new PieceLayout(given.size(), given.layout().pieceLength())
                : given.layout();
        Usage samples = request.isSampled() ? PieceSampler.reading(layout, PieceSampler.spread(layout)) : Usage.NOTHING;
        return new ReadEstimate(request.source(), layout, samples);
    }

    private ReadEstimate estimatePlanned(ObjectStore store, TorrentRequest request) throws IOException {
        TorrentPlan plan = new TorrentPlanner(store, threads).plan(request);
        Usage reading = origins(store).estimate(plan);
        PieceLayout layout =
                new PieceLayout(plan.content().length(), plan.spec().pieceLength());
        return new ReadEstimate(request.source(), layout, reading);
    }

    /** Reads a .torrent file that lies in the store. Blocks. */
    public static Metainfo fetch(ObjectStore store, S3Location location) throws IOException {
        DescribedObject object = store.describe(location);
        ObjectVersion version = object.version();
        if (version.length() == 0 || version.length() > MetainfoCodec.MAX_BYTES) {
            throw new MetainfoException(location + ": " + version.length() + " bytes (expected: a torrent of 1 to "
                    + MetainfoCodec.MAX_BYTES + ")");
        }
        return MetainfoCodec.decode(ContentVerifier.read(store, object));
    }

    private TorrentOrigins origins(ObjectStore store) {
        return new TorrentOrigins(store, new TorrentMaker(store, threads, cache, etags), persistence);
    }

    /** The content does not have the torrent's hashes: later runs must not find the torrent again. */
    public void forget(Torrent wrong) {
        wrong.plan().ifPresent(persistence::forget);
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

    /** Rejects the torrent of other content with the same length, which would cost reads and give peers nothing. */
    private static void checkSamples(Info info, Content content, ObjectStore store, TorrentRequest request)
            throws IOException {
        PieceSampler sampler = new PieceSampler(store);
        try {
            OptionalInt wrong = sampler.firstWrong(content, info, PieceSampler.spread(info.layout()));
            // Read once more: a bit may have been spoilt on the way.
            if (wrong.isPresent()
                    && sampler.firstWrong(content, info, wrong.getAsInt()).isPresent()) {
                throw new MetainfoException("the torrent \"" + info.name() + "\" does not fit " + request.source()
                        + ": piece " + wrong.getAsInt() + " of " + info.layout().pieceCount()
                        + " has other bytes; give the torrent of this content, or none to have one made");
            }
        } catch (ObjectException.OverBudget e) {
            request.listener().note("the torrent was not compared with " + request.source() + ": " + e.getMessage());
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
