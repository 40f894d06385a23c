package io.s3torrent.cli;

import io.s3torrent.cli.options.TorrentRef;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.DryRunReport;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentLines;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command does with each torrent: seed it, write its file, or estimate its reads. Several threads call it. */
interface TorrentAction {

    /** Lists the objects below a prefix that match the filter. */
    KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException;

    /** True when there is any object below a prefix. */
    boolean hasObjects(S3Prefix prefix) throws IOException;

    /** Processes the torrent of a source that the user named; hints at the slash when the source is a prefix without one. */
    default TorrentLines runNamed(LoadJob job, HashingListener listener) throws IOException {
        try {
            return run(job, listener);
        } catch (ObjectException.NotFound e) {
            throw job.source() instanceof TorrentSource.OneObject one
                    ? PrefixHint.of(e, one.location(), this::hasObjects, "for the objects below it, write %s")
                    : e;
        }
    }

    /** Processes one torrent and returns what to print about it. */
    TorrentLines run(LoadJob job, HashingListener listener) throws IOException;

    /** Fetches a .torrent file from the store. */
    @FunctionalInterface
    interface TorrentFetch {
        Metainfo fetch(S3Location location) throws IOException;
    }

    /**
     * The options that all torrents of a command share.
     *
     * @param options how to make a torrent
     * @param given the torrent that the source must fit; null to make one
     */
    record RequestTemplate(TorrentOptions options, @Nullable TorrentRef given) {
        TorrentRequest request(LoadJob job, HashingListener listener, TorrentFetch stored) throws IOException {
            return TorrentRequest.of(job.source())
                    .withTorrent(metainfo(stored))
                    .sampled()
                    .withOptions(options)
                    .withListener(listener);
        }

        private Optional<Metainfo> metainfo(TorrentFetch stored) throws IOException {
            if (given instanceof TorrentRef.File file) {
                return Optional.of(TorrentFile.read(file.path()));
            }
            return given instanceof TorrentRef.Stored named
                    ? Optional.of(stored.fetch(named.location()))
                    : Optional.empty();
        }
    }

    /** Estimates what {@code create} or {@code seed} would read, for {@code --dry-run}. */
    record Estimate(TorrentCreator creator, RequestTemplate template, CostText costText) implements TorrentAction {
        @Override
        public KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException {
            return creator.select(prefix, filter);
        }

        @Override
        public boolean hasObjects(S3Prefix prefix) throws IOException {
            return creator.hasObjects(prefix);
        }

        @Override
        public TorrentLines run(LoadJob job, HashingListener listener) throws IOException {
            return new DryRunReport(creator.estimate(template.request(job, listener, creator::fetchTorrent)), costText);
        }
    }
}
