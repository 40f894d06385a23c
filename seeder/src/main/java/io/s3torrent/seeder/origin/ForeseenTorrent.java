package io.s3torrent.seeder.origin;

import io.s3torrent.seeder.ledger.Usage;

/** Where a torrent would come from, and what reading that would take. */
public record ForeseenTorrent(Origin origin, Usage reading) {}
