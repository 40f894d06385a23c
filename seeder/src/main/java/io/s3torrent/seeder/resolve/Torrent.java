package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.Content;

/**
 * A torrent that was found or made.
 *
 * @param content what it is the torrent of
 * @param origin where it came from
 * @param cost what was asked of the store for it, and what it sent
 */
public record Torrent(Content content, Metainfo metainfo, OriginKind origin, LedgerSnapshot cost) {}
