package io.s3torrent.cli.options;

import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.output.Console;
import java.util.List;
import picocli.CommandLine.Option;

/** The trackers in a torrent that this command makes but does not seed. */
public final class AnnounceOption {
    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = AnnounceUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Announce URL of a tracker, written into the torrent; may be repeated.")
    private List<AnnounceUrl> announce = List.of();

    /** The URLs in order. */
    public List<String> urls() {
        return announce.stream().map(AnnounceUrl::toString).toList();
    }

    /** Warns when the torrent names no tracker. */
    public void noteIfNone(Console console) {
        if (announce.isEmpty()) {
            console.note("the torrent names no tracker; --announce URL adds one");
        }
    }
}
