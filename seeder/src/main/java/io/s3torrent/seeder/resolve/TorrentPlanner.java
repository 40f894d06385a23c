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

/** Pins what a request names, and decides what it left open about the torrent. */
record TorrentPlanner(ObjectStore store, ExecutorService threads) {
    private static final int MIN_PIECE_LENGTH = 16 << 10;

    /** The content and spec of the torrent that is asked for. */
    TorrentPlan wanted(TorrentRequest request) throws IOException {
        TorrentPlan wanted = request.source() instanceof TorrentSource.AllBelow below
                ? wanted(request, below)
                : wanted(request, (TorrentSource.OneObject) request.source());
        TorrentHashes.checkSize(wanted.spec(), wanted.files());
        noteCoding(wanted);
        return wanted;
    }

    /** Browsers unpack such an object, and clients of BitTorrent do not. */
    private static void noteCoding(TorrentPlan wanted) {
        List<ObjectVersion> coded = wanted.content().objects().stream()
                .filter(object -> object.encoding().isPresent())
                .toList();
        if (!coded.isEmpty()) {
            String more = coded.size() == 1 ? "" : " and " + (coded.size() - 1) + " more objects";
            wanted.listener()
                    .note(coded.get(0).location() + more + ": stored with Content-Encoding "
                            + coded.get(0).acceptEncoding()
                            + "; the torrent has the stored bytes, which no client unpacks");
        }
    }

    private TorrentPlan wanted(TorrentRequest request, TorrentSource.OneObject one) throws IOException {
        DescribedObject object = store.describe(one.location());
        ObjectVersion version = object.version();
        if (version.length() == 0) {
            throw new MetainfoException(version.location() + " is empty: a torrent needs at least one byte");
        }
        TorrentOptions wish = request.wish();
        int pieceLength = wish.pieceLength() instanceof TorrentOptions.PieceLengthWish.Parts
                ? partLength(version)
                : pieceLength(wish, version.length());
        InfoOptions spec = spec(wish, one.location().name(), pieceLength);
        List<FileEntry> files = TorrentFiles.single(spec, version.length());
        return new TorrentPlan(
                TorrentFiles.content(files, List.of(version)),
                files,
                spec,
                Map.of(version, object.checksums()),
                request.listener());
    }

    private TorrentPlan wanted(TorrentRequest request, TorrentSource.AllBelow below) throws IOException {
        TorrentOptions wish = request.wish();
        if (wish.pieceLength() instanceof TorrentOptions.PieceLengthWish.Parts) {
            throw new MetainfoException(below + ": the pieces of several objects cannot be the parts of one");
        }
        ObjectFolder folder = ObjectFolder.below(below.prefix(), below.filter(), store, threads);
        if (folder.length() == 0) {
            throw new MetainfoException(below + ": all objects are empty, and a torrent needs at least one byte");
        }
        InfoOptions spec = spec(wish, below.prefix().name(), pieceLength(wish, folder.length()));
        List<FileEntry> files = TorrentFiles.folder(folder.files(), spec);
        return new TorrentPlan(folder.content(files), files, spec, folder.checksums(), request.listener());
    }

    private static int pieceLength(TorrentOptions wish, long length) {
        return wish.pieceLength() instanceof TorrentOptions.PieceLengthWish.Bytes bytes
                ? bytes.length()
                : PieceLengthPolicy.pieceLength(length, wish.format());
    }

    private int partLength(ObjectVersion version) throws MetainfoException {
        PartChecksums parts = store.partChecksums(version)
                .orElseThrow(() -> new MetainfoException(version.location()
                        + ": the store has no SHA-1 of each of its parts, which --piece-length parts needs"));
        long length = parts.partLength();
        if (length < MIN_PIECE_LENGTH || length > PieceLayout.MAX_PIECE_LENGTH || Long.bitCount(length) != 1) {
            throw new MetainfoException(version.location() + ": its parts are of " + length
                    + " bytes (expected, for pieces: a power of two from 16 KiB to 512 MiB)");
        }
        return (int) length;
    }

    private static InfoOptions spec(TorrentOptions wish, String name, int pieceLength) {
        return new InfoOptions(
                wish.name().orElse(name),
                pieceLength,
                wish.format(),
                wish.isPrivate(),
                wish.source(),
                wish.updateUrl());
    }
}
