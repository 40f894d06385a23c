package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/**
 * A torrent that a user wants to seed or make.
 *
 * @param source the object or objects
 * @param torrent a given torrent that the objects must match; empty to find or make one
 * @param isSampled true when some pieces of the given torrent are compared with the store before it is seeded
 * @param options of a new torrent
 * @param listener receives the progress of hashing
 */
public record TorrentRequest(
        TorrentSource source,
        Optional<Metainfo> torrent,
        boolean isSampled,
        TorrentOptions options,
        HashingListener listener) {

    /** Requests a torrent of these objects with the default options. */
    public static TorrentRequest of(TorrentSource source) {
        return new TorrentRequest(source, Optional.empty(), false, TorrentOptions.DEFAULT, HashingListener.NONE);
    }

    /** Requests a torrent of one object with the default options. */
    public static TorrentRequest of(S3Location object) {
        return of(new TorrentSource.OneObject(object));
    }

    /** The same request with a given torrent, or without one. */
    public TorrentRequest withTorrent(Optional<Metainfo> given) {
        return new TorrentRequest(source, given, isSampled, options, listener);
    }

    /** The same, with some pieces of the given torrent compared with the store. */
    public TorrentRequest sampled() {
        return new TorrentRequest(source, torrent, true, options, listener);
    }

    /** The same request with other options. */
    public TorrentRequest withOptions(TorrentOptions other) {
        return new TorrentRequest(source, torrent, isSampled, other, listener);
    }

    /** The same request with a listener for the progress of hashing. */
    public TorrentRequest withListener(HashingListener hears) {
        return new TorrentRequest(source, torrent, isSampled, options, hears);
    }
}
