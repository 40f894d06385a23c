package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;

/**
 * A torrent that was made of an object, and what that cost.
 *
 * @param s3Bytes object bytes read from the store
 * @param s3Requests requests sent to the store, of any kind
 */
public record MadeTorrent(ObjectVersion version, Metainfo metainfo, long s3Bytes, long s3Requests) {}
