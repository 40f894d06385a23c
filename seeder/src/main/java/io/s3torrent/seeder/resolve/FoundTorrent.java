package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.metainfo.Info;

/** A torrent's info, and where it came from. */
public record FoundTorrent(Info info, OriginKind origin) {}
