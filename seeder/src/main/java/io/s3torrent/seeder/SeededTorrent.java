package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.origin.Origin;
import io.s3torrent.seeder.piece.Content;

/**
 * What is being seeded.
 *
 * @param content what its pieces are read from
 * @param metainfo its torrent, with the trackers that are announced to
 * @param origin where the torrent came from
 * @param s3Bytes object bytes that were read for it
 * @param s3Requests requests sent for it, of any kind
 */
public record SeededTorrent(Content content, Metainfo metainfo, Origin origin, long s3Bytes, long s3Requests) {}
