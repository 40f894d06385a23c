package io.s3torrent.cli;

import io.s3torrent.seeder.SeedSource;
import java.util.Optional;

/**
 * One torrent to be made.
 *
 * @param name for the progress
 * @param file where it is saved, if anywhere
 */
record Job(SeedSource source, String name, Optional<TorrentFile> file) {}
