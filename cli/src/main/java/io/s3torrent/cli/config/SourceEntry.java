package io.s3torrent.cli.config;

import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.options.TimeArguments.PollInterval;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.prefix.KeyFilter;
import java.util.List;
import java.util.Optional;

/** An entry of {@code sources}: either an object or a prefix. */
record SourceEntry(
        @Key(value = "one object", form = "s3://bucket/key", option = "")
        Optional<SourceRef> object,

        @Key(value = "all objects below a prefix", form = "s3://bucket/prefix/", option = "")
        Optional<SourceRef> prefix,

        @Key(value = "skip matching keys below the prefix", form = "GLOB", option = "")
        List<String> exclude,

        @Key(value = "do not skip these keys although exclude matches", form = "GLOB", option = "")
        List<String> include,

        @Key(value = "how often the store is asked for changes", form = "auto|TIME", byDefault = "auto", option = "")
        PollInterval poll) {

    SourceEntry {
        if (object.isPresent() == prefix.isPresent()) {
            throw new IllegalArgumentException("expected: either object or prefix");
        }
        if (object.isPresent() && !(object.get() instanceof SourceRef.OneObject)) {
            throw new IllegalArgumentException("object: \"" + object.get()
                    + "\" names a prefix (expected: s3://bucket/key, or prefix: " + object.get() + ")");
        }
        if (prefix.isPresent() && !(prefix.get() instanceof SourceRef.Below)) {
            throw new IllegalArgumentException("prefix: \"" + prefix.get()
                    + "\" names an object (expected: a slash at the end, as in " + prefix.get() + "/)");
        }
        if (object.isPresent() && !(include.isEmpty() && exclude.isEmpty())) {
            throw new IllegalArgumentException("include and exclude need a prefix");
        }
    }

    /** The entry for a source of the command line. */
    static SourceEntry of(SourceRef source) {
        boolean one = source instanceof SourceRef.OneObject;
        return new SourceEntry(
                Optional.of(source).filter(any -> one),
                Optional.of(source).filter(any -> !one),
                List.of(),
                List.of(),
                new PollInterval(Optional.empty()));
    }

    /** The source for the library. */
    FollowedSource toSource() {
        KeyFilter filter = KeyFilter.ALL;
        for (String glob : exclude) {
            filter = filter.exclude(glob);
        }
        for (String glob : include) {
            filter = filter.include(glob);
        }
        return prefix.isPresent()
                ? FollowedSource.below(((SourceRef.Below) prefix.get()).prefix(), filter, poll.fixed())
                : FollowedSource.object(((SourceRef.OneObject) object.orElseThrow()).location(), poll.fixed());
    }
}
