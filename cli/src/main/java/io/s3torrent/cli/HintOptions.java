package io.s3torrent.cli;

import io.s3torrent.seeder.metainfo.Metainfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What stands around the info of a torrent that is made: none of it changes the info-hash. */
final class HintOptions {
    @Option(
            names = "--announce",
            paramLabel = "URL",
            split = TrackerUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Tracker to name in the torrent; may be repeated.")
    private List<TrackerUrl> announce = List.of();

    @Option(
            names = "--web-seed",
            paramLabel = "URL",
            split = TrackerUrl.SEPARATOR,
            hideParamSyntax = true,
            description = "Where the content is on the web, for clients that fetch it there too; may be repeated.")
    private List<WebSeedUrl> webSeeds = List.of();

    @Option(names = "--comment", paramLabel = "TEXT", description = "Text for those who open the torrent.")
    private @Nullable String comment;

    @Option(
            names = "--creation-date",
            paramLabel = "now|TIME",
            description =
                    "When it was made, as 2024-12-31T23:59:59Z; none by default: the file follows from the bytes.")
    private @Nullable CreationDate creationDate;

    /** The torrent with these. */
    Metainfo around(Metainfo made) {
        return made.withTrackers(announce.stream().map(TrackerUrl::toString).toList())
                .withWebSeeds(webSeeds.stream().map(WebSeedUrl::toString).toList())
                .withComment(Optional.ofNullable(comment))
                .withCreationDate(Optional.ofNullable(creationDate).map(CreationDate::instant));
    }

    /** True when the torrent will name a tracker. */
    boolean hasTracker() {
        return !announce.isEmpty();
    }
}
