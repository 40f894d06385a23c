package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.prefix.ObjectFolder;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Pins the objects of a request, and decides the options that it left open. */
record TorrentPlanner(ObjectStore store, ExecutorService threads) {
    private static final int MIN_PIECE_LENGTH = 16 << 10;

    /** Makes a plan from a request. */
    TorrentPlan plan(TorrentRequest request) throws IOException {
        TorrentPlan plan = request.source() instanceof TorrentSource.AllBelow below
                ? plan(request, below)
                : plan(request, (TorrentSource.OneObject) request.source());
        TorrentHashes.checkSize(plan.spec(), plan.files());
        noteCoding(plan);
        return plan;
    }

    /** Tells the user about objects that are stored encoded: browsers decode them, but BitTorrent clients do not. */
    private static void noteCoding(TorrentPlan plan) {
        List<ObjectVersion> coded = plan.content().objects().stream()
                .filter(object -> object.encoding().isPresent())
                .toList();
        if (!coded.isEmpty()) {
            String more = coded.size() == 1 ? "" : " and " + (coded.size() - 1) + " more objects";
            plan.listener()
                    .note(coded.get(0).location() + more + ": stored with Content-Encoding "
                            + coded.get(0).acceptEncoding()
                            + "; the torrent has the stored bytes, which clients do not decompress");
        }
    }

    private TorrentPlan plan(TorrentRequest request, TorrentSource.OneObject one) throws IOException {
        DescribedObject object = store.describe(one.location());
        ObjectVersion version = object.version();
        if (version.length() == 0) {
            throw new MetainfoException(version.location() + " is empty: a torrent needs at least one byte");
        }
        TorrentOptions options = request.options();
        int pieceLength = options.pieceLength() instanceof TorrentOptions.PieceLengthChoice.Parts
                ? partLength(version)
                : pieceLength(options, version.length());
        InfoOptions spec = spec(options, one.location().name(), pieceLength);
        List<FileEntry> files = TorrentFiles.single(spec, version.length());
        return new TorrentPlan(
                TorrentFiles.content(files, List.of(version)),
                files,
                spec,
                Map.of(version, object.checksums()),
                request.listener());
    }

    private TorrentPlan plan(TorrentRequest request, TorrentSource.AllBelow below) throws IOException {
        TorrentOptions options = request.options();
        if (options.pieceLength() instanceof TorrentOptions.PieceLengthChoice.Parts) {
            throw new MetainfoException(below + ": --piece-length parts needs a single object");
        }
        ObjectFolder folder = ObjectFolder.below(below.prefix(), below.filter(), store, threads);
        if (folder.length() == 0) {
            throw new MetainfoException(below + ": all objects are empty; a torrent needs at least one byte");
        }
        InfoOptions spec = spec(options, below.prefix().name(), pieceLength(options, folder.length()));
        List<FileEntry> files = TorrentFiles.folder(folder.files(), spec);
        return new TorrentPlan(folder.content(files), files, spec, folder.checksums(), request.listener());
    }

    private static int pieceLength(TorrentOptions options, long length) {
        return options.pieceLength() instanceof TorrentOptions.PieceLengthChoice.Bytes bytes
                ? bytes.length()
                : PieceLengthPolicy.pieceLength(length, options.format());
    }

    private int partLength(ObjectVersion version) throws MetainfoException {
        PartChecksums parts = store.partChecksums(version)
                .orElseThrow(() -> new MetainfoException(version.location()
                        + ": --piece-length parts needs the SHA-1 of each part, which the store does not have"));
        long length = parts.partLength();
        if (length < MIN_PIECE_LENGTH || length > PieceLayout.MAX_PIECE_LENGTH || Long.bitCount(length) != 1) {
            throw new MetainfoException(version.location() + ": its parts have " + length
                    + " bytes (expected for pieces: a power of two from 16 KiB to 512 MiB)");
        }
        return (int) length;
    }

    private static InfoOptions spec(TorrentOptions options, String name, int pieceLength) {
        return new InfoOptions(
                options.name().orElse(name),
                pieceLength,
                options.format(),
                options.isPrivate(),
                options.source(),
                options.updateUrl());
    }
}
