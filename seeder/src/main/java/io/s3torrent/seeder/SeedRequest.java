package io.s3torrent.seeder;

import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One object to seed.
 *
 * @param source the object
 * @param torrent a torrent that it must fit; by default one is made
 * @param pieceLength bytes, for a torrent that is made; by default from the size alone
 * @param listener hears how the making goes
 */
public record SeedRequest(
        S3Location source, Optional<Metainfo> torrent, OptionalInt pieceLength, MakingListener listener) {}
