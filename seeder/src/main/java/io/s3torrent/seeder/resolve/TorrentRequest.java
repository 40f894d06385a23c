package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/**
 * One torrent to seed, or to make.
 *
 * @param source the object or objects
 * @param torrent a torrent that they must fit; by default one is found or made
 * @param isSampled true when some pieces of the given torrent are compared with the store before it is seeded
 * @param options of the torrent, when none is given
 * @param listener hears how the making goes
 */
public record TorrentRequest(
        TorrentSource source,
        Optional<Metainfo> torrent,
        boolean isSampled,
        TorrentOptions options,
        HashingListener listener) {

    /** These objects, with nothing special about their torrent. */
    public static TorrentRequest of(TorrentSource source) {
        return new TorrentRequest(source, Optional.empty(), false, TorrentOptions.DEFAULT, HashingListener.NONE);
    }

    /** One object, with nothing special about its torrent. */
    public static TorrentRequest of(S3Location object) {
        return of(new TorrentSource.OneObject(object));
    }

    /** The same with a torrent that the objects must fit, or none. */
    public TorrentRequest withTorrent(Optional<Metainfo> given) {
        return new TorrentRequest(source, given, isSampled, options, listener);
    }

    /** The same, with some pieces of the given torrent compared with the store. */
    public TorrentRequest sampled() {
        return new TorrentRequest(source, torrent, true, options, listener);
    }

    /** The same with other options. */
    public TorrentRequest withOptions(TorrentOptions other) {
        return new TorrentRequest(source, torrent, isSampled, other, listener);
    }

    /** The same, and somebody hears how the making goes. */
    public TorrentRequest withListener(HashingListener hears) {
        return new TorrentRequest(source, torrent, isSampled, options, hears);
    }
}
