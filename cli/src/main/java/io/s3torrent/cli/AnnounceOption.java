package io.s3torrent.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The trackers of a torrent that is made, and not seeded by this command. */
final class AnnounceOption {
    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = TrackerUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Tracker to name in the torrent; may be repeated.")
    private List<TrackerUrl> announce = List.of();

    /** Their URLs, in order. */
    List<String> urls() {
        return announce.stream().map(TrackerUrl::toString).toList();
    }

    /** Tells of a torrent that would name none. */
    void noteIfNone(Talk talk) {
        if (announce.isEmpty()) {
            talk.note("the torrent names no tracker; --announce URL adds one");
        }
    }
}
