package io.s3torrent.seeder.gateway.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes the newest torrents as RSS 2.0 (BEP 36): each enclosure is a .torrent file, with that file's length. */
public record RssFeed(GatewayLinks links) {
    /** The most items of a feed. */
    public static final int MAX_ITEMS = 100;

    /** Minutes after which feed readers reload. */
    private static final int TTL = 10;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** An instant in the format of RSS and HTTP. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** The document. */
    public String of(List<CatalogueEntry> newest) {
        MarkupWriter xml = new MarkupWriter()
                .add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\n")
                .element("title", "Torrents of " + links.base())
                .element("link", links.page())
                .element("description", "What s3torrent seeds, newest first")
                .element("ttl", String.valueOf(TTL));
        newest.forEach(entry -> item(xml, entry));
        return xml.add("\n</channel></rss>\n").toString();
    }

    private void item(MarkupWriter xml, CatalogueEntry entry) {
        String torrent = links.torrent(entry.object());
        xml.add("\n<item>")
                .element("title", entry.object().key())
                .element("link", torrent)
                .element(
                        "description",
                        SizeText.of(entry.metainfo().info().size()) + " in "
                                + entry.object().bucket())
                .add("<guid isPermaLink=\"false\">")
                .text(entry.metainfo().infoHash().hex())
                .add("</guid>")
                .element("pubDate", date(entry.added()))
                .add("<enclosure")
                .attribute("url", torrent)
                .attribute("length", String.valueOf(entry.torrentLength()))
                .attribute("type", "application/x-bittorrent")
                .add("/></item>");
    }
}
