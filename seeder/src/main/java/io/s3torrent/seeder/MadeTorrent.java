package io.s3torrent.seeder;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectVersion;

/**
 * A torrent that was made of an object.
 *
 * @param cost what was asked of the store, and what it sent
 */
public record MadeTorrent(ObjectVersion version, Metainfo metainfo, LedgerSnapshot cost) {}
