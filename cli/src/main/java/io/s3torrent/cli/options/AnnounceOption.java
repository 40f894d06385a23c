package io.s3torrent.cli.options;

import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.output.Console;
import java.util.List;
import picocli.CommandLine.Option;

/** The trackers of a torrent that is made, and not seeded by this command. */
public final class AnnounceOption {
    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = AnnounceUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Tracker to name in the torrent; may be repeated.")
    private List<AnnounceUrl> announce = List.of();

    /** Their URLs, in order. */
    public List<String> urls() {
        return announce.stream().map(AnnounceUrl::toString).toList();
    }

    /** Tells of a torrent that would name none. */
    public void noteIfNone(Console console) {
        if (announce.isEmpty()) {
            console.note("the torrent names no tracker; --announce URL adds one");
        }
    }
}
