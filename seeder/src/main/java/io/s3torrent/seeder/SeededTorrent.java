package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;

/**
 * An object that is being seeded.
 *
 * @param version what its pieces are read from
 * @param metainfo its torrent, with the trackers that are announced to
 */
public record SeededTorrent(ObjectVersion version, Metainfo metainfo) {}
