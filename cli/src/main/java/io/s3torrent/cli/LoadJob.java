package io.s3torrent.cli;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.resolve.TorrentSource;
import java.util.Optional;

/**
 * One torrent to be made.
 *
 * @param name for the progress
 * @param file where it is saved, if anywhere
 */
record LoadJob(TorrentSource source, String name, Optional<TorrentFile> file) {}
