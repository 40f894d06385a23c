package io.s3torrent.seeder.engine;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceSource;

/** A torrent to seed: what it says, and where its verified pieces come from. */
public record SeedTorrent(Metainfo metainfo, PieceSource pieces) {}
