package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;

/**
 * One torrent to seed, or to make.
 *
 * @param source the object or objects
 * @param torrent a torrent that they must fit; by default one is found or made
 * @param wish how it shall be, when none is given
 * @param listener hears how the making goes
 */
public record SeedRequest(SeedSource source, Optional<Metainfo> torrent, TorrentWish wish, MakingListener listener) {

    /** These objects, with nothing special about their torrent. */
    public static SeedRequest of(SeedSource source) {
        return new SeedRequest(source, Optional.empty(), TorrentWish.DEFAULT, MakingListener.NONE);
    }

    /** One object, with nothing special about its torrent. */
    public static SeedRequest of(S3Location object) {
        return of(new SeedSource.OneObject(object));
    }

    /** The same with a torrent that the objects must fit, or none. */
    public SeedRequest withTorrent(Optional<Metainfo> given) {
        return new SeedRequest(source, given, wish, listener);
    }

    /** The same with other wishes. */
    public SeedRequest withWish(TorrentWish other) {
        return new SeedRequest(source, torrent, other, listener);
    }

    /** The same, and somebody hears how the making goes. */
    public SeedRequest withListener(MakingListener hears) {
        return new SeedRequest(source, torrent, wish, hears);
    }
}
