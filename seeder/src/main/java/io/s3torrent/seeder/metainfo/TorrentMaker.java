package io.s3torrent.seeder.metainfo;

/** Hashes an object into a torrent. */
public final class TorrentMaker {
    private TorrentMaker() {}
}
