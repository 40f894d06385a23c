package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.InfoHash;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** Torrents as a page for people: whole in itself, without a script, and well-formed XML, too. */
public final class HtmlPage {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final GatewayLinks links;
    private final Function<InfoHash, OptionalInt> peers;

    /**
     * Pages with these links.
     *
     * @param peers how many download a torrent
     */
    public HtmlPage(GatewayLinks links, Function<InfoHash, OptionalInt> peers) {
        this.links = links;
        this.peers = peers;
    }

    /** The page of these torrents, or of how to have some. */
    public String of(CataloguePage slice) {
        MarkupWriter page = begin();
        if (slice.entries().isEmpty()) {
            nothing(page);
        } else {
            table(page, slice);
        }
        slice.next()
                .ifPresent(name -> page.add("<p class=\"next\"><a rel=\"next\"")
                        .attribute("href", links.pageAfter(name))
                        .add(">Next page</a></p>"));
        return end(page);
    }

    /** The page of who may not see any. */
    public String refused(String reason) {
        MarkupWriter page = begin().add("<div class=\"note\">")
                .add("<h2>Not for everybody</h2>")
                .element("p", reason)
                .add("<p>Whoever runs this gateway gives access in its <code>--access-keys</code> file:</p><pre>")
                .add("- access-key: AKIAEXAMPLE   # who signs\n  secret-key: ...\n  allow: [bucket/prefix*]\n")
                .add("- access-key: anonymous     # who does not\n  allow: [bucket/public/*]</pre>")
                .add("<p>Those with a key ask as they ask S3:</p>");
        return end(command(page).add("</div>"));
    }

    private MarkupWriter begin() {
        return new MarkupWriter()
                .add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>")
                .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
                .add("<meta name=\"color-scheme\" content=\"light dark\"/><title>Torrents</title>")
                .add("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Newest torrents\"")
                .attribute("href", links.feed())
                .add("/><style>")
                .add(PageStyle.CSS)
                .add("</style></head>\n<body><header><h1>Torrents</h1><nav><a")
                .attribute("href", links.feed())
                .add(">RSS</a> <a")
                .attribute("href", links.json())
                .add(">JSON</a></nav></header>\n<main>");
    }

    private static String end(MarkupWriter page) {
        return page.add("</main>\n<footer>Seeded by s3torrent, straight from the store.</footer></body></html>\n")
                .toString();
    }

    private void nothing(MarkupWriter page) {
        page.add("<div class=\"note\"><h2>Nothing is seeded yet</h2>")
                .add("<p>Ask for the torrent of an object, and it is seeded from then on:</p>");
        command(page)
                .add("<p>Where no signature is needed, a browser does, too: this address with ")
                .add("<code>/BUCKET/KEY.torrent</code> or <code>/BUCKET/KEY.magnet</code> behind it.</p></div>");
    }

    private MarkupWriter command(MarkupWriter page) {
        return page.add("<pre>aws s3api get-object-torrent \\\n    --endpoint-url ")
                .text(links.base())
                .add(" \\\n    --bucket BUCKET --key KEY out.torrent</pre>");
    }

    private void table(MarkupWriter page, CataloguePage slice) {
        page.add("<table><thead><tr><th scope=\"col\">Object</th><th scope=\"col\">Size</th>")
                .add("<th scope=\"col\">Downloading</th><th scope=\"col\">Since (UTC)</th>")
                .add("<th scope=\"col\">Get it</th></tr></thead><tbody>\n");
        slice.entries().forEach(entry -> row(page, entry));
        page.add("</tbody></table>");
    }

    private void row(MarkupWriter page, CatalogueEntry entry) {
        OptionalInt count = peers.apply(entry.metainfo().infoHash());
        page.add("<tr><td class=\"object\"><bdi class=\"key\">")
                .text(entry.object().key())
                .add("</bdi> <span class=\"bucket\">")
                .text(entry.object().bucket())
                .add("</span></td><td class=\"number\" data-is=\"\">")
                .text(SizeText.of(entry.metainfo().info().size()))
                .add("</td><td class=\"number\" data-is=\"downloading\">")
                .text(count.isPresent() ? String.valueOf(count.getAsInt()) : "–")
                .add("</td><td class=\"since\" data-is=\"\">")
                .text(MINUTE.format(entry.added()))
                .add("</td><td class=\"get\"><a download=\"\"")
                .attribute("href", links.torrent(entry.object()))
                .add(">.torrent</a> <a")
                .attribute("href", entry.metainfo().magnet().toString())
                .add(">magnet</a></td></tr>\n");
    }

    /** What a browser may do with the page: show it, in our style, and no more. */
    public static String securityPolicy() {
        return "default-src 'none'; style-src 'sha256-" + PageStyle.HASH
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
