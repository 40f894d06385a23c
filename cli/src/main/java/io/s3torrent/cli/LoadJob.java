package io.s3torrent.cli;

import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.util.Optional;

/**
 * One torrent to be made.
 *
 * @param name for the progress
 * @param file where it is saved, if anywhere
 */
record LoadJob(TorrentSource source, String name, Optional<TorrentFile> file) {

    /** The one torrent of a source. */
    static LoadJob of(SourceRef source, KeyFilter filter, SaveTarget save) {
        if (source instanceof SourceRef.OneObject one) {
            S3Location location = one.location();
            return new LoadJob(new TorrentSource.OneObject(location), location.name(), save.file(location.name()));
        }
        S3Prefix prefix = ((SourceRef.Below) source).prefix();
        return new LoadJob(new TorrentSource.AllBelow(prefix, filter), prefix.name(), save.file(prefix.name()));
    }

    /** The torrent of one of many objects below a prefix. */
    static LoadJob below(S3Prefix prefix, S3Location location, SaveTarget save) {
        Optional<TorrentFile> file = save.fileBelow(
                prefix.prefix(), location.key().substring(prefix.prefix().length()));
        return new LoadJob(new TorrentSource.OneObject(location), location.name(), file);
    }
}
