package io.s3torrent.seeder;

import io.s3torrent.bittorrent.Agent;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoSpec;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentMaker;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceCache;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** Where the torrent of an object comes from: the one that was given, if it fits, else one that is made. */
final class Torrents {
    private final ObjectStore store;
    private final TorrentMaker maker;

    Torrents(ObjectStore store, ExecutorService hashThreads, PieceCache cache) {
        this.store = store;
        this.maker = new TorrentMaker(store, hashThreads, cache);
    }

    /** Reads a .torrent file that lies in the store. */
    Metainfo fetch(S3Location location) throws IOException {
        ObjectVersion version = store.stat(location);
        if (version.length() == 0 || version.length() > MetainfoCodec.MAX_BYTES) {
            throw new MetainfoException(location + ": " + version.length() + " bytes (expected: a torrent of 1 to "
                    + MetainfoCodec.MAX_BYTES + ")");
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream((int) version.length());
        store.read(version, new ByteRange(0, version.length()), file::write);
        return MetainfoCodec.decode(file.toByteArray());
    }

    /** The torrent that {@code request} asks for, with {@code trackers} first. */
    Metainfo torrent(ObjectVersion version, SeedRequest request, List<String> trackers) throws IOException {
        if (request.torrent().isEmpty()) {
            return Metainfo.of(make(version, request), trackers, Agent.NAME);
        }
        Metainfo given = request.torrent().get();
        checkFits(given.info(), version);
        // A private torrent's peers come from its own trackers and nowhere else (BEP 27).
        boolean own = given.info().isPrivate() && !given.trackers().isEmpty();
        return own
                ? given
                : given.withTrackers(Stream.concat(trackers.stream(), given.trackers().stream())
                        .distinct()
                        .toList());
    }

    /** What {@link #torrent} would read, once the object's length is known. */
    static ReadEstimate estimate(ObjectVersion version, SeedRequest request) throws IOException {
        if (request.torrent().isPresent()) {
            Info given = request.torrent().get().info();
            checkFits(given, version);
            return new ReadEstimate(version.location(), given.layout(), Usage.reading(0, 1));
        }
        checkNotEmpty(version);
        PieceLayout layout = new PieceLayout(version.length(), pieceLength(version, request));
        Usage hashing = TorrentMaker.reading(Content.of(version), layout.pieceLength());
        return new ReadEstimate(version.location(), layout, hashing.plus(Usage.reading(0, 1)));
    }

    private Info make(ObjectVersion version, SeedRequest request) throws IOException {
        checkNotEmpty(version);
        InfoSpec spec = InfoSpec.v1(version.location().name(), pieceLength(version, request));
        List<FileEntry> files = TorrentFiles.single(spec.name(), version.length());
        return maker.make(Content.of(version), spec, files, request.listener());
    }

    private static int pieceLength(ObjectVersion version, SeedRequest request) {
        return request.pieceLength().orElseGet(() -> PieceLengthPolicy.pieceLength(version.length()));
    }

    private static void checkNotEmpty(ObjectVersion version) throws MetainfoException {
        if (version.length() == 0) {
            throw new MetainfoException(version.location() + " is empty: a torrent needs at least one byte");
        }
    }

    private static void checkFits(Info info, ObjectVersion version) throws MetainfoException {
        if (!info.isSingleFile()) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" has "
                    + info.files().size() + " files, and one object is one file: it cannot be its content");
        }
        if (info.layout().objectLength() != version.length()) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" is of "
                    + info.layout().objectLength() + " bytes, and " + version.location() + " has " + version.length()
                    + ": it is not the torrent of this object");
        }
    }
}
