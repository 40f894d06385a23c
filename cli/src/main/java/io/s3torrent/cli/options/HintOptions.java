package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Console;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What stands around the info of a torrent that is made: none of it changes the info-hash. */
public final class HintOptions {
    @Mixin
    private final AnnounceOption announce = new AnnounceOption();

    @Option(
            names = "--web-seed",
            paramLabel = "URL",
            split = AnnounceUrl.SEPARATOR,
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
    public Metainfo around(Metainfo made) {
        return made.withTrackers(announce.urls())
                .withWebSeeds(webSeeds.stream().map(WebSeedUrl::toString).toList())
                .withComment(Optional.ofNullable(comment))
                .withCreationDate(Optional.ofNullable(creationDate).map(CreationDate::instant));
    }

    /** Tells of a torrent that would name no tracker. */
    public void noteIfNoTracker(Console talk) {
        announce.noteIfNone(talk);
    }
}
