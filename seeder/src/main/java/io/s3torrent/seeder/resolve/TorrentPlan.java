package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A torrent to find or make, with pinned objects and decided options. Content, files and spec alone determine its info.
 *
 * @param content the bytes
 * @param files the files of the content, pads included
 * @param checksums the store's checksums of the objects
 * @param listener receives the progress of hashing
 */
public record TorrentPlan(
        Content content,
        List<FileEntry> files,
        InfoOptions spec,
        Map<ObjectVersion, ObjectChecksums> checksums,
        HashingListener listener) {
    public TorrentPlan {
        files = List.copyOf(files);
        checksums = Map.copyOf(checksums);
    }

    /** Makes a plan without checksums. */
    public TorrentPlan(Content content, List<FileEntry> files, InfoOptions spec, HashingListener listener) {
        this(content, files, spec, Map.of(), listener);
    }

    /** The object of a single-file torrent; empty for a torrent of a folder. */
    Optional<ObjectVersion> object() {
        return TorrentFiles.isSingle(spec.name(), files)
                ? content.objects().stream().findFirst()
                : Optional.empty();
    }

    /** The object of a v1-only single-file torrent; stores have no hashes of v2. */
    Optional<ObjectVersion> v1Object() {
        return spec.format() == TorrentFormat.V1 ? object() : Optional.empty();
    }

    /** The info of a {@link #v1Object} with these piece hashes. If the hashes are right, it is the same that hashing would make. */
    Info v1Info(byte[] hashes) {
        return Info.ofFile(spec, content.length(), hashes);
    }

    /** The plan to keep after its torrent was found. It shares equal values with {@code info} to save memory, and drops the checksums. */
    public TorrentPlan sharing(Info info) {
        boolean same = info.files().equals(files) && info.spec().equals(spec);
        return same
                ? new TorrentPlan(content, info.files(), info.spec(), listener)
                : new TorrentPlan(content, files, spec, listener);
    }

    int pieceCount() {
        return Math.toIntExact((content.length() - 1) / spec.pieceLength() + 1);
    }

    /**
     * Checks an info as far as possible without the bytes.
     *
     * @return the info
     * @throws MetainfoException when it cannot be the planned one
     */
    Info checked(Info info) throws MetainfoException {
        if (!info.spec().equals(spec)) {
            throw new MetainfoException("it is another torrent: " + info.spec() + " (expected: " + spec + ")");
        }
        if (info.layout().objectLength() != content.length() || !info.files().equals(files)) {
            throw new MetainfoException("it has other files, with "
                    + info.layout().objectLength() + " bytes (expected: " + content.length() + ")");
        }
        if (v1Object().isPresent() && !info.isOfFile()) {
            throw new MetainfoException(
                    "its info dictionary has more fields than expected, which changes the info-hash");
        }
        return info;
    }
}
