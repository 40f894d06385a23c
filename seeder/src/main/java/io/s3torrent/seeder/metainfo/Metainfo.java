package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A torrent file: the {@link Info} that determines its info-hash, and the keys around it that may change without a new hash.
 *
 * @param announce tiers of tracker URLs (BEP 12); empty for none
 * @param webSeeds URLs of web seeds (BEP 19)
 * @param createdBy the program that made it
 * @param comment free text
 * @param creationDate in whole seconds; empty unless the user asked for it, so that the file depends only on the bytes
 */
public record Metainfo(
        Info info,
        List<List<String>> announce,
        List<String> webSeeds,
        Optional<String> createdBy,
        Optional<String> comment,
        Optional<Instant> creationDate) {
    public Metainfo {
        announce = announce.stream().map(List::copyOf).toList();
        webSeeds = List.copyOf(webSeeds);
        creationDate = creationDate.map(date -> date.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Makes a torrent with trackers, each in its own tier, and no other keys around its info. */
    public static Metainfo of(Info info, List<String> trackers, String createdBy) {
        return new Metainfo(
                info,
                trackers.stream().map(List::of).toList(),
                List.of(),
                Optional.of(createdBy),
                Optional.empty(),
                Optional.empty());
    }

    public InfoHash infoHash() {
        return info.infoHash();
    }

    /** All tracker URLs, first tier first, without duplicates. */
    public List<String> trackers() {
        return announce.stream().flatMap(List::stream).distinct().toList();
    }

    /** The same torrent with the bytes of its info in another place. */
    public Metainfo withInfo(Info same) {
        return new Metainfo(same, announce, webSeeds, createdBy, comment, creationDate);
    }

    /** The same torrent with other trackers, each in its own tier; its info-hash stays. */
    public Metainfo withTrackers(List<String> trackers) {
        return new Metainfo(info, trackers.stream().map(List::of).toList(), webSeeds, createdBy, comment, creationDate);
    }

    /** The same torrent with these trackers, each in its own tier, before its existing tiers. */
    public Metainfo withTrackersFirst(List<String> trackers) {
        Stream<List<String>> others = announce.stream()
                .map(tier ->
                        tier.stream().filter(url -> !trackers.contains(url)).toList())
                .filter(tier -> !tier.isEmpty());
        List<List<String>> tiers =
                Stream.concat(trackers.stream().map(List::of), others).toList();
        return new Metainfo(info, tiers, webSeeds, createdBy, comment, creationDate);
    }

    /** The same torrent with other web seeds. */
    public Metainfo withWebSeeds(List<String> urls) {
        return new Metainfo(info, announce, urls, createdBy, comment, creationDate);
    }

    /** The same torrent with these web seeds before its existing ones. */
    public Metainfo withWebSeedsFirst(List<String> urls) {
        return withWebSeeds(
                Stream.concat(urls.stream(), webSeeds.stream()).distinct().toList());
    }

    /** The same torrent with another comment. */
    public Metainfo withComment(Optional<String> text) {
        return new Metainfo(info, announce, webSeeds, createdBy, text, creationDate);
    }

    /** The same torrent with another date. */
    public Metainfo withCreationDate(Optional<Instant> date) {
        return new Metainfo(info, announce, webSeeds, createdBy, comment, date);
    }

    /** The magnet link: info-hash, name, length, trackers, web seeds (BEP 9 and common use). */
    public Magnet magnet() {
        return new Magnet(
                info.spec().format().hasV1() ? Optional.of(infoHash()) : Optional.empty(),
                info.infoHashV2(),
                Optional.of(info.name()),
                Optional.of(info.size()),
                trackers(),
                webSeeds);
    }
}
