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
 * @param options of the torrent, when none is given
 * @param listener hears how the making goes
 */
public record TorrentRequest(
        TorrentSource source, Optional<Metainfo> torrent, TorrentOptions options, HashingListener listener) {

    /** These objects, with nothing special about their torrent. */
    public static TorrentRequest of(TorrentSource source) {
        return new TorrentRequest(source, Optional.empty(), TorrentOptions.DEFAULT, HashingListener.NONE);
    }

    /** One object, with nothing special about its torrent. */
    public static TorrentRequest of(S3Location object) {
        return of(new TorrentSource.OneObject(object));
    }

    /** The same with a torrent that the objects must fit, or none. */
    public TorrentRequest withTorrent(Optional<Metainfo> given) {
        return new TorrentRequest(source, given, options, listener);
    }

    /** The same with other options. */
    public TorrentRequest withOptions(TorrentOptions other) {
        return new TorrentRequest(source, torrent, other, listener);
    }

    /** The same, and somebody hears how the making goes. */
    public TorrentRequest withListener(HashingListener hears) {
        return new TorrentRequest(source, torrent, options, hears);
    }
}
