package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;

/**
 * What a list says of one info-hash.
 *
 * @param isPrivate true when nobody may learn of it who does not know it (BEP 27)
 */
record AllowListEntry(InfoHash infoHash, boolean isPrivate) {}
