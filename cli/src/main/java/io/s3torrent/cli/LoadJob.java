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
 * One torrent to make.
 *
 * @param name the name in progress lines
 * @param file where to save the torrent, if anywhere
 */
record LoadJob(TorrentSource source, String name, Optional<TorrentFile> file) {

    /** The job for a source that becomes one torrent. */
    static LoadJob of(SourceRef source, KeyFilter filter, SaveTarget save) {
        if (source instanceof SourceRef.OneObject one) {
            S3Location location = one.location();
            return new LoadJob(new TorrentSource.OneObject(location), location.name(), save.file(location.name()));
        }
        S3Prefix prefix = ((SourceRef.Below) source).prefix();
        return new LoadJob(new TorrentSource.AllBelow(prefix, filter), prefix.name(), save.file(prefix.name()));
    }

    /** The job for one of the objects below a prefix. */
    static LoadJob below(S3Prefix prefix, S3Location location, SaveTarget save) {
        Optional<TorrentFile> file = save.fileBelow(
                prefix.prefix(), location.key().substring(prefix.prefix().length()));
        return new LoadJob(new TorrentSource.OneObject(location), location.name(), file);
    }
}
