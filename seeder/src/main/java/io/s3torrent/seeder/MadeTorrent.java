package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.origin.Origin;
import io.s3torrent.seeder.piece.Content;

/**
 * A torrent that was found or made, and what that cost.
 *
 * @param content what it is the torrent of
 * @param origin where it came from
 * @param s3Bytes object bytes read from the store
 * @param s3Requests requests sent to the store, of any kind
 */
public record MadeTorrent(Content content, Metainfo metainfo, Origin origin, long s3Bytes, long s3Requests) {}
