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
 * A torrent to find or make: the objects are pinned and the options decided. Its info follows from content, files and spec alone.
 *
 * @param content the bytes
 * @param files the files that they are, pads included
 * @param checksums what the store knows of the bytes of its objects
 * @param listener hears how the making goes
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

    /** One of whose bytes nothing is known. */
    public TorrentPlan(Content content, List<FileEntry> files, InfoOptions spec, HashingListener listener) {
        this(content, files, spec, Map.of(), listener);
    }

    /** The one object that it is the torrent of; empty for those of several, in a folder. */
    Optional<ObjectVersion> object() {
        return TorrentFiles.isSingle(spec.name(), files)
                ? content.objects().stream().findFirst()
                : Optional.empty();
    }

    /** The same for an object whose torrent is v1 alone: stores know no hashes of v2. */
    Optional<ObjectVersion> v1Object() {
        return spec.format() == TorrentFormat.V1 ? object() : Optional.empty();
    }

    /** The info of a {@link #v1Object} with these hashes of its pieces: the one that hashing would make, if they are right. */
    Info v1Info(byte[] hashes) {
        return Info.ofFile(spec, content.length(), hashes);
    }

    /**
     * The same as it is kept after its torrent was found: what is equal in {@code info} is taken from there, so that both are in memory
     * once, and the checksums are dropped.
     */
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
     * Checks all that can be without the bytes.
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
